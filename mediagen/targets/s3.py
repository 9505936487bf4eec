"""S3 as a target: AWS, and every store that speaks its protocol (Ceph, R2, B2, MinIO …), through obstore.

An upload is verified by the etag that the store answers with: the MD5 of the bytes, or of the MD5s of the parts. Where
it is neither (encryption by KMS), the object is read back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.targets import protocol
from mediagen.targets.credentials import Credentials, find, profile_values
from mediagen.targets.guard import alone
from mediagen.targets.protocol import ABSENT, ChangedError, File, Place, Row, Stored
from mediagen.targets.verifying import changed, md5, md5_of_parts, plain, read_back

_PART = 8 << 20
"""Bytes of a part; S3 takes 10,000 of them at most, so files of up to 80 GB."""
_RETRY_SECONDS = 60.0
_TRIES = 5
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w+)</Code>")


class Settings(protocol.Settings):
    """What [targets.NAME] says of an S3 bucket."""

    bucket: str = Field(min_length=3, description="The bucket, which is there.")
    prefix: str = Field("", pattern=protocol.FOLDER, description="Folder in it.")
    region: str = Field("", description="Default: AWS_REGION, the profile's, or us-east-1.")
    endpoint: str = Field("", pattern=r"^(https?://\S+)?$", description="URL of a store that is not AWS.")
    path_style: bool | None = Field(None, description="bucket in the path; default: where there is an endpoint.")
    profile: str = Field("", description="Profile of ~/.aws/credentials; default: environment, AWS_PROFILE, default.")
    instance_role: bool = Field(False, description="Take the credentials of the machine's role.")
    public: bool = Field(True, description="Anyone can read it (by bucket policy or CDN); false: you sign URLs.")
    sse: Literal["", "AES256", "aws:kms", "aws:kms:dsse"] = Field("", description="Encryption at rest.")
    kms_key: str = Field("", description="Id of the KMS key.")
    storage_class: str = Field("", pattern=r"^[A-Z_]*$", description="For example STANDARD_IA; of blobs only.")


class S3:
    """A bucket, or a folder of it."""

    at_once = 64

    def __init__(self, settings: Settings, region: str, endpoint: str, credentials: Credentials) -> None:
        from obstore.store import S3Store

        self._settings = settings
        self._origin = credentials.origin
        self._store = S3Store(
            settings.bucket,
            prefix=settings.prefix.strip("/") or None,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": timedelta(seconds=120)},
            retry_config={"max_retries": 8, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
            **_config(settings, region, endpoint, credentials),
        )

    def list(self, prefix: str) -> Iterator[Stored]:
        """See Target."""
        import obstore

        folder = prefix.rpartition("/")[0]
        try:
            for page in obstore.list(self._store, folder or None, chunk_size=1_000):
                for one in page:
                    if one["path"].startswith(prefix):
                        etag = plain(one["e_tag"])
                        yield Stored(one["path"], one["size"], etag, one["last_modified"].timestamp())
        except Exception as error:
            raise self._told(error, "s3:ListBucket", "") from error

    def get(self, name: str) -> tuple[bytes, str] | None:
        """See Target."""
        import obstore

        try:
            found = obstore.get(self._store, name)
            return bytes(found.bytes()), plain(found.meta["e_tag"])
        except Exception as error:
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
                return None
            raise self._told(error, "s3:GetObject", name) from error

    def put(self, file: File, only_if: str | None = None) -> str:
        """See Target."""
        if only_if is not None:
            return self._put_if(file, only_if)
        return self._put(file, "overwrite")

    def _put_if(self, file: File, only_if: str) -> str:
        """Looked at first: some stores pass over conditions. Ceph 16 refuses every If-Match: there a lock guards."""
        if self._etag(file.name) != only_if:
            raise changed(file.name)
        try:
            return self._put_surely(file, only_if)
        except ChangedError:
            if only_if == ABSENT or self._etag(file.name) != only_if:
                raise
        with alone(self, file.name):
            if self._etag(file.name) != only_if:
                raise changed(file.name)
            return self._put(file, "overwrite")

    def _put_surely(self, file: File, only_if: str) -> str:
        """Obstore does not repeat a conditional write whose answer was lost: look whether it came through, then do."""
        for attempt in range(_TRIES):
            try:
                return self._put(file, "create" if only_if == ABSENT else {"e_tag": f'"{only_if}"'})
            except StorageError as error:
                if isinstance(error, ChangedError) or attempt == _TRIES - 1:
                    raise
            found = self.get(file.name)
            if found and found[0] == file.body:
                return found[1]
            time.sleep(0.2 * 2**attempt)
        raise AssertionError  # the last try has returned or raised

    def _etag(self, name: str) -> str:
        import obstore

        try:
            return plain(obstore.head(self._store, name)["e_tag"])
        except FileNotFoundError:
            return ABSENT
        except Exception as error:
            raise self._told(error, "s3:GetObject", name) from error

    def _put(self, file: File, mode: Any) -> str:
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        attributes: dict[str, str] = {"Content-Type": file.media_type, "Cache-Control": file.cache_control}
        if self._settings.storage_class and file.name.startswith("blobs/"):
            attributes["Storage-Class"] = self._settings.storage_class
        try:
            put = obstore.put(
                self._store,
                file.name,
                file.body,
                attributes=attributes,
                mode=mode,
                use_multipart=isinstance(file.body, Path),
                chunk_size=_PART,
                max_concurrency=4,
            )
        except (AlreadyExistsError, PreconditionError) as error:
            raise changed(file.name) from error
        except Exception as error:
            raise self._told(error, "s3:PutObject", file.name) from error
        etag = plain(put["e_tag"]) or self._etag(file.name)  # Ceph says none of what came in parts
        if etag != (md5_of_parts(file.body, _PART) if isinstance(file.body, Path) else md5(file.body)):
            read_back(self, file, self._shown(file.name))
        return etag

    def delete(self, names: Collection[str]) -> None:
        """See Target."""
        import obstore

        todo = sorted(names)
        for at in range(0, len(todo), 1_000):
            try:
                obstore.delete(self._store, todo[at : at + 1_000])
            except FileNotFoundError:
                pass
            except Exception as error:
                raise self._told(error, "s3:DeleteObject", "") from error

    def close(self) -> None:
        """Obstore lets go of its connections itself."""

    def _shown(self, name: str) -> str:
        return "/".join(
            part for part in ("s3:/", self._settings.bucket, self._settings.prefix.strip("/"), name) if part
        )

    def _told(self, error: Exception, action: str, name: str) -> MediagenError:
        """What obstore raised, as ours: with the permission, variable or bucket that is missing."""
        text = str(error)
        status, code = (match[1] if (match := pattern.search(text)) else "" for pattern in (_STATUS, _CODE))
        bucket = self._settings.bucket
        whole = f"arn:aws:s3:::{bucket}"
        inside = _joined(self._settings.prefix.strip("/"), "*")
        what = f"{self._shown(name)}: {code or status or _first_line(text)}"
        if code == "NoSuchBucket":
            return ConfigError(f"{what}: there is no bucket {bucket}", remedy="make it, or set `bucket` of the target")
        if remedy := _REMEDIES.get(code):
            return ConfigError(what, remedy=remedy.format(origin=self._origin))
        if status in {"401", "403"}:
            resource = whole if action == "s3:ListBucket" else f"{whole}/{inside}"
            return ConfigError(
                f"{what}: the credentials ({self._origin}) may not do {action} on {resource}",
                remedy=f"allow {action} on {resource} in their policy, or use others",
            )
        if status in {"301", "400"} and code in {"PermanentRedirect", "AuthorizationHeaderMalformed"}:
            return ConfigError(f"{what}: the bucket is in another region", remedy="set `region` of the target")
        return StorageError(what, remedy="run again in a while: what is there stays there", retryable=True)


_REMEDIES = {
    "InvalidAccessKeyId": "the store does not know the access key ({origin}): check AWS_ACCESS_KEY_ID or the profile",
    "SignatureDoesNotMatch": "the secret ({origin}) is not that of the key: check AWS_SECRET_ACCESS_KEY or the profile",
    "ExpiredToken": "the session ({origin}) is over: log in again, or renew AWS_SESSION_TOKEN",
    "InvalidToken": "the session token ({origin}) is not good: renew AWS_SESSION_TOKEN, or unset it",
    "RequestTimeTooSkewed": "this machine's clock is wrong: set it, then run again",
}


def _first_line(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 200 else line[:199] + "…"


def _config(settings: Settings, region: str, endpoint: str, credentials: Credentials) -> dict[str, Any]:
    path_style = bool(endpoint) if settings.path_style is None else settings.path_style
    config = {
        "region": region,
        "endpoint": _with_bucket(endpoint, settings.bucket) if endpoint and not path_style else endpoint,
        "access_key_id": credentials.key,
        "secret_access_key": credentials.secret,
        "session_token": credentials.token,
        "server_side_encryption": settings.sse,
        "sse_kms_key_id": settings.kms_key,
        "checksum_algorithm": "" if endpoint else "sha256",  # AWS checks it; others may refuse what they do not know
    }
    return {"virtual_hosted_style_request": not path_style, **{n: v for n, v in config.items() if v}}


def _joined(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _with_bucket(endpoint: str, bucket: str) -> str:
    scheme, _, host = endpoint.partition("://")
    return f"{scheme}://{bucket}.{host}"


def _place(settings: protocol.Settings, root: Path, environment: Mapping[str, str]) -> Place:  # noqa: ARG001
    assert isinstance(settings, Settings)
    name = settings.profile or environment.get("AWS_PROFILE") or "default"
    profile = profile_values(name, environment)
    known = (settings.region, environment.get("AWS_REGION"), environment.get("AWS_DEFAULT_REGION"))
    region = next(filter(None, known), None) or profile.get("region") or "us-east-1"
    others = (environment.get("AWS_ENDPOINT_URL_S3"), environment.get("AWS_ENDPOINT_URL"), profile.get("endpoint_url"))
    endpoint = (settings.endpoint or next(filter(None, others), None) or "").rstrip("/")
    prefix = settings.prefix.strip("/")

    def opened() -> S3:
        return S3(settings, region, endpoint, find(settings.profile, environment, instance_role=settings.instance_role))

    where = _joined(f"s3://{settings.bucket}", prefix)
    url = settings.public_url.rstrip("/") or _joined(_own_url(settings, region, endpoint), prefix)
    return Place(where, url if settings.public else "", settings.public, opened)


def _own_url(settings: Settings, region: str, endpoint: str) -> str:
    if not endpoint:
        return f"https://{settings.bucket}.s3.{region}.amazonaws.com"
    return (
        f"{endpoint}/{settings.bucket}" if settings.path_style is not False else _with_bucket(endpoint, settings.bucket)
    )


ROW = Row("s3", Settings, _place, "a bucket of AWS or any compatible store")
