"""S3 as a target: AWS, and every store that speaks its protocol (Ceph, R2, B2, MinIO …), through obstore.

An upload is verified by the etag that the store answers with: the MD5 of the bytes, or of the MD5s of the parts. Where
it is neither (encryption by KMS), the object is read back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from mediagen.errors import MediagenError, StorageError
from mediagen.network import address_of
from mediagen.targets import protocol
from mediagen.targets.credentials import Credentials, find, profile_values, refuse_session
from mediagen.targets.guard import alone
from mediagen.targets.native import TRIES, heard, patient, pause
from mediagen.targets.protocol import ABSENT, ChangedError, File, NotTakenError, Place, Row, Stored, joined
from mediagen.targets.s3_faults import Asked, passes, told
from mediagen.targets.s3_store import connected, with_bucket
from mediagen.targets.verifying import changed, md5, md5_of_parts, plain, read_back

if TYPE_CHECKING:
    from obstore import ObjectMeta

_PART = 8 << 20
"""Bytes of a part, or more where a file has very many."""
_PARTS = 10_000
"""Parts that S3 takes at most."""
_LONGEST_SIGNED = 7 * 86_400
"""Seconds for which a signature of version 4 is good at most."""

Acl = Literal["", "private", "public-read", "authenticated-read", "bucket-owner-read", "bucket-owner-full-control"]


class Settings(protocol.BucketSettings):
    """What [targets.NAME] says of an S3 bucket."""

    bucket: str = Field(min_length=3, description="The bucket, which is there.")
    region: str = Field("", description="Default: AWS_REGION, the profile's, or us-east-1.")
    endpoint: str = Field("", description="URL of a store that is not AWS.")
    path_style: bool | None = Field(None, description="bucket in the path; default: where there is an endpoint.")
    profile: str = Field("", description="Profile of ~/.aws/credentials; default: environment, AWS_PROFILE, default.")
    instance_role: bool = Field(False, description="Take the credentials of the machine's role.")
    acl: Acl = Field("", description="ACL of each object, where that is what makes it public.")
    sse: Literal["", "AES256", "aws:kms", "aws:kms:dsse"] = Field("", description="Encryption at rest.")
    kms_key: str = Field("", description="Id of the KMS key.")
    storage_class: str = Field("", pattern=r"^[A-Z_]*$", description="For example STANDARD_IA; of blobs only.")

    @field_validator("bucket", "region")
    @classmethod
    def _is_name(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9][\w.:-]*", value, re.ASCII):  # Ceph has tenant:bucket
            raise ValueError("it is a name: letters, digits, and . _ - within")
        return value

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.acl == "public-read" and not self.public:
            raise ValueError('acl = "public-read" makes public what `public = false` says is not')
        if self.signed_seconds > _LONGEST_SIGNED:
            raise ValueError("signed_for: S3 signs for seven days at most (7d)")
        return self


def _stored(one: ObjectMeta) -> Stored:
    return Stored(one["path"], one["size"], plain(one["e_tag"]), one["last_modified"].timestamp())


class _NoConditionsError(StorageError):
    """The store does not know conditional writes."""


class S3:
    """A bucket, or a folder of it."""

    at_once = 64

    def __init__(self, settings: Settings, region: str, endpoint: str, credentials: Credentials) -> None:
        self._settings = settings
        self._credentials = credentials
        self._takes_conditions = True
        if settings.signed_for:
            refuse_session(credentials)
        self._store = connected(settings, region, endpoint, credentials)
        # obstore has no ACLs, but signs a header that goes with every request: so only what writes has it
        acl = {"x-amz-acl": settings.acl}
        self._writer = connected(settings, region, endpoint, credentials, acl) if settings.acl else self._store

    def list(self, prefix: str) -> Iterator[Stored]:
        """See Target."""
        import obstore

        folder, last, attempt = prefix.rpartition("/")[0], None, 0
        while True:
            try:
                pages = iter(obstore.list(self._store, folder or None, offset=last, chunk_size=1_000))
                while page := heard(partial(next, pages, None)):
                    yield from (_stored(one) for one in page if one["path"].startswith(prefix))
                    last, attempt = page[-1]["path"], 0
            except Exception as error:
                attempt += 1
                if attempt == TRIES or not passes(error):
                    raise self._told(error, "s3:ListBucket") from error
                pause(attempt)
            else:
                return

    def get(self, name: str) -> tuple[bytes, str] | None:
        """See Target."""
        import obstore

        def whole() -> tuple[bytes, str]:
            found = obstore.get(self._store, name)
            return bytes(found.bytes()), plain(found.meta["e_tag"])

        try:
            return patient(whole, passes)
        except Exception as error:
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
                return None
            raise self._told(error, "s3:GetObject", name) from error

    def put(self, file: File, only_if: str | None = None) -> str:
        """See Target."""
        return self._put(file, "overwrite") if only_if is None else self._put_if(file, only_if)

    def _put_if(self, file: File, only_if: str) -> str:
        """Looked at first: some stores pass over conditions. Ceph 16 refuses every If-Match, and B2 does not know any
        condition: there a lock guards. AWS refuses one of two creates that come at the same moment, though the other
        may come to nothing.
        """
        if self._etag(file.name) != only_if:
            raise changed(file.name)
        for attempt in range(TRIES):
            try:
                return self._put_surely(file, only_if)
            except ChangedError:
                if attempt == TRIES - 1 or self._etag(file.name) != only_if:
                    raise
            if only_if != ABSENT:
                break
            pause(attempt)
        with alone(self, file.name):
            if self._etag(file.name) != only_if:
                raise changed(file.name)
            return self._put(file, "overwrite")

    def _put_surely(self, file: File, only_if: str) -> str:
        """Obstore does not repeat a conditional write whose answer was lost: look whether it came through, then do."""
        for attempt in range(TRIES):
            try:
                return self._put(file, "create" if only_if == ABSENT else {"e_tag": f'"{only_if}"'})
            except _NoConditionsError:
                if only_if == ABSENT:
                    etag = self._put(file, "overwrite")
                    pause(1)  # two may have looked at the same moment: it is the later one's then
                    if self._etag(file.name) == etag:
                        return etag
                raise changed(file.name) from None
            except StorageError as error:
                if isinstance(error, ChangedError | NotTakenError) or attempt == TRIES - 1:
                    raise
            found = self.get(file.name)
            if found and found[0] == file.body:
                return found[1]
            pause(attempt)
        raise AssertionError  # the last try has returned or raised

    def _etag(self, name: str) -> str:
        import obstore

        try:
            return plain(heard(lambda: obstore.head(self._store, name))["e_tag"])
        except FileNotFoundError:
            return ABSENT
        except Exception as error:
            if "status code: 4" not in str(error):
                raise self._told(error, "s3:GetObject", name) from error
            found = self.get(name)  # an answer to HEAD cannot say what the matter is
            return found[1] if found else ABSENT

    def _put(self, file: File, mode: Any) -> str:
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        if mode != "overwrite" and not self._takes_conditions:
            raise _NoConditionsError(self._shown(file.name))
        part = max(_PART, -(-file.size // _PARTS))
        attributes: dict[str, str] = {"Content-Type": file.media_type, "Cache-Control": file.cache_control}
        if self._settings.storage_class and file.name.startswith("blobs/"):
            attributes["Storage-Class"] = self._settings.storage_class
        try:
            put = patient(
                lambda: obstore.put(
                    self._writer,
                    file.name,
                    file.body,
                    attributes=attributes,
                    mode=mode,
                    use_multipart=isinstance(file.body, Path),
                    chunk_size=part,
                    max_concurrency=4,
                ),
                passes if mode == "overwrite" else lambda _: False,
            )
            etag = plain(put["e_tag"]) or self._etag(file.name)  # Ceph says none of what came in parts
        except (AlreadyExistsError, PreconditionError) as error:
            raise changed(file.name) from error
        except Exception as error:
            if mode != "overwrite" and "<Code>NotImplemented<" in str(error):
                self._takes_conditions = False
                raise _NoConditionsError(self._shown(file.name)) from error
            # parts that were put together before, but the answer was lost
            etag = self._etag(file.name) if "<Code>NoSuchUpload<" in str(error) else ABSENT
            if etag == ABSENT:
                actions = "s3:PutObject and s3:PutObjectAcl" if self._settings.acl else "s3:PutObject"
                raise self._told(error, actions, file) from error
        if etag != (md5_of_parts(file.body, part) if isinstance(file.body, Path) else md5(file.body)):
            read_back(self, file, self._shown(file.name))
        return etag

    def is_exclusive(self, there: File) -> bool:
        """See Target."""
        try:
            self._put(there, "create")
        except MediagenError as error:
            return not isinstance(error, _NoConditionsError)
        return False

    def delete(self, names: Collection[str]) -> None:
        """See Target."""
        import obstore

        todo = sorted(names)
        for some in (todo[at : at + 1_000] for at in range(0, len(todo), 1_000)):
            try:
                patient(partial(obstore.delete, self._store, some), passes)
            except FileNotFoundError:
                pass
            except Exception as error:
                raise self._told(error, "s3:DeleteObject") from error

    def sign(self, names: Sequence[str], seconds: int) -> Sequence[str]:
        """See Signer. Signed here: the store is not asked."""
        import obstore

        return obstore.sign(self._store, "GET", list(names), timedelta(seconds=seconds))

    def close(self) -> None:
        """Obstore lets go of its connections itself."""

    def _shown(self, name: str) -> str:
        return joined("s3:/", self._settings.bucket, self._settings.folder, name)

    def _told(self, error: Exception, action: str, file: File | str = "") -> MediagenError:
        name, size = (file, None) if isinstance(file, str) else (file.name, file.size)
        inside = joined(self._settings.folder, "*")
        place = Asked(self._shown(name), self._settings.bucket, inside, self._credentials.origin)
        return told(error, action, place, size)


def _place(settings: protocol.Settings, root: Path, environment: Mapping[str, str]) -> Place:  # noqa: ARG001
    assert isinstance(settings, Settings)
    profile = profile_values(settings.profile or environment.get("AWS_PROFILE") or "default", environment)
    known = (settings.region, environment.get("AWS_REGION"), environment.get("AWS_DEFAULT_REGION"))
    region = next(filter(None, known), None) or profile.get("region") or "us-east-1"
    others = (environment.get("AWS_ENDPOINT_URL_S3"), environment.get("AWS_ENDPOINT_URL"), profile.get("endpoint_url"))
    endpoint = (settings.endpoint or next(filter(None, others), None) or "").rstrip("/")
    if endpoint and not settings.endpoint:
        address_of("AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or endpoint_url of the profile", endpoint)
    credentials = partial(find, settings.profile, environment, instance_role=settings.instance_role)
    where = joined(f"s3://{settings.bucket}", settings.folder)
    url = settings.public_url.rstrip("/") or joined(_own_url(settings, region, endpoint), settings.folder)
    return Place(
        where,
        url if settings.public else "",
        settings.public,
        lambda: S3(settings, region, endpoint, credentials()),
        ready=lambda: f"credentials of the {credentials().origin}",
        signed_for=settings.signed_seconds,
    )


def _own_url(settings: Settings, region: str, endpoint: str) -> str:
    if not endpoint:
        return f"https://{settings.bucket}.s3.{region}.amazonaws.com"
    return (
        f"{endpoint}/{settings.bucket}" if settings.path_style is not False else with_bucket(endpoint, settings.bucket)
    )


ROW = Row("s3", Settings, _place, "a bucket of AWS or any compatible store")
