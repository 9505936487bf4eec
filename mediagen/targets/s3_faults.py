"""What obstore raises, told as ours: with the permission, variable, bucket or limit that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.network import CERTIFICATES
from mediagen.targets.protocol import NoBucketError, not_taken

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"(?:<Code>|\(code: )([\w.]+)(?:</Code>|\))")
"""As the store says it; or obstore, of one of many names that were to be deleted."""
_PASSES = re.compile(r"<Code>(?:RequestTimeout|OperationAborted)<")
_HOST = re.compile(r"performing \w+ (https?://[^/\s]+)")
_CAUSE = re.compile(r'(?:message|error): "([^"]+)"|HTTP error: (.+)')
"""Of a connection that failed, in what obstore adds for those who mend it; else in its first line."""
_GENERAL = re.compile(r'General\(\s*"([^"]+)"')
_TLS = {
    "InvalidContentType": "it does not speak TLS (https)",
    "InvalidCertificate": "its certificate is not one that this machine trusts (SSL_CERT_FILE, SSL_CERT_DIR)",
}
"""Words of rustls, which its first line keeps to itself."""
_TOO_LARGE = "EntityTooLarge"
_NO_LOCATION = "redirect without LOCATION"
"""What obstore makes of PermanentRedirect."""
_LATER = "run again in a while: what is there stays there"
_NOT_THERE = "check `endpoint` and `bucket` of the target"
_MOVED = "it is elsewhere: check `endpoint` (http or https) and `region` of the target"
_NOT_OURS = "an object with such a name is no work of mediagen's: delete it, or set another `prefix` of the target"
_UNREACHED = f"check the network, proxies and `endpoint` of the target, or {_LATER}"
_REMEDIES = {
    "InvalidAccessKeyId": "the store does not know the access key ({origin}): check AWS_ACCESS_KEY_ID or the profile",
    "SignatureDoesNotMatch": "the secret ({origin}) is not that of the key: check AWS_SECRET_ACCESS_KEY or the profile",
    "ExpiredToken": "the session ({origin}) is over: log in again, or renew AWS_SESSION_TOKEN",
    "InvalidToken": "the session token ({origin}) is not good: renew AWS_SESSION_TOKEN, or unset it",
    "RequestTimeTooSkewed": "this machine's clock is wrong: set it, then run again",
    "InvalidArgument": "the store does not do what is asked of the object: check `storage_class`, `sse`, `kms_key`"
    " and `acl` of the target",
    "InvalidStorageClass": "the store has no such storage class: check `storage_class` of the target",
    "KMS.NotFoundException": "there is no such key in that region: check `kms_key` of the target",
    "AccessControlListNotSupported": "the bucket takes no ACLs, as new ones of AWS: leave out `acl` of the target, and"
    " let a bucket policy or a CDN make it public",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, of which bucket, and with whose credentials."""

    shown: str
    bucket: str
    inside: str
    origin: str


def told(error: Exception, actions: str, of: Asked, size: int | None = None) -> MediagenError:
    """The error for what obstore raised while it did `actions` (permissions, such as s3:PutObject); `size`: of what
    was to be put.
    """
    text = str(error)
    status, code = (match[1] if (match := pattern.search(text)) else "" for pattern in (_STATUS, _CODE))
    whole = f"arn:aws:s3:::{of.bucket}"
    what = f"{of.shown}: {code or status or _problem(text)}"
    if code == "NoSuchBucket":
        return NoBucketError(f"{what}: there is no bucket {of.bucket}", remedy="make it, or set `bucket` of the target")
    if size is not None and (code == _TOO_LARGE or status == "413"):
        return not_taken(what, size, "raise the store's limit for objects, or make the file smaller")
    if remedy := _REMEDIES.get(code):
        return ConfigError(what, remedy=remedy.format(origin=of.origin))
    if status in {"401", "403"} or code == "AccessDenied":
        resource = whole if actions == "s3:ListBucket" else f"{whole}/{of.inside}"
        return ConfigError(
            f"{what}: the credentials ({of.origin}) may not do {actions} on {resource}",
            remedy=f"allow {actions} on {resource} in their policy, or use others",
        )
    if code in {"PermanentRedirect", "AuthorizationHeaderMalformed"} or _NO_LOCATION in text:
        return ConfigError(f"{what}: the bucket is in another region", remedy="set `region` of the target")
    return StorageError(what, remedy=_remedy(status, text), retryable=True)


def _remedy(status: str, text: str) -> str:
    if status:
        return _NOT_THERE if status == "404" else _MOVED if status.startswith("3") else _LATER
    return _NOT_OURS if "object with invalid path" in text else _UNREACHED


def passes(error: Exception) -> bool:
    """Whether what failed may do when it is asked for again: a connection broke where obstore does not repeat what it
    did itself (a list's body, a delete), a slow upload was given up by the store, or met another.
    """
    text = str(error).partition("\n\nDebug source")[0]
    return bool(_PASSES.search(text)) or ("HTTP error: " in text and " retries, " not in text)


def not_made(error: Exception) -> ConfigError:
    """The error for what obstore raised before anything was asked: nobody's fault but the environment's."""
    found = _GENERAL.search(text := str(error))
    problem = found[1] if found else _problem(text)
    remedy = CERTIFICATES if "certificate" in problem.lower() else "check the settings of the target, and proxies"
    return ConfigError(f"S3 cannot be asked: {problem}", remedy=remedy)


def _problem(text: str) -> str:
    host, causes = _HOST.search(text), [a or b for a, b in _CAUSE.findall(text)]
    if host and causes:
        tls = next((said for word, said in _TLS.items() if f"{word}(" in text or f"{word}," in text), "")
        return f"no answer from {host[1]}: {tls or causes[-1]}"
    if _NO_LOCATION in text:
        return "PermanentRedirect"
    if "invalid list response" in text:
        return "what answers is not S3 (is there a proxy between, or a network that wants you to sign in?)"
    line = text.split("\n", 1)[0]
    return line if len(line) <= 200 else line[:199] + "…"
