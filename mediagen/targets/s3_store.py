"""The way to a bucket: obstore's client of it, made as [targets.NAME] and the credentials say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mediagen.targets.s3_faults import not_made

if TYPE_CHECKING:
    from obstore.store import S3Store

    from mediagen.targets.credentials import Credentials
    from mediagen.targets.s3 import Settings

_RETRY_SECONDS = 60.0
_NO_HEADERS: Mapping[str, str] = {}


def connected(
    settings: Settings, region: str, endpoint: str, credentials: Credentials, headers: Mapping[str, str] = _NO_HEADERS
) -> S3Store:
    """The bucket (or a folder of it), with `headers` in every request. Nothing is asked yet. Raises ConfigError where
    the environment is such that nothing could be.
    """
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    try:
        return S3Store(
            settings.bucket,
            prefix=settings.folder or None,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "timeout": timedelta(seconds=120),
                "default_headers": dict(headers),
            },
            retry_config={"max_retries": 8, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
            **_config(settings, region, endpoint, credentials),
        )
    except BaseError as error:
        raise not_made(error) from error


def _config(settings: Settings, region: str, endpoint: str, credentials: Credentials) -> dict[str, Any]:
    path_style = bool(endpoint) if settings.path_style is None else settings.path_style
    config = {
        "region": region,
        "endpoint": with_bucket(endpoint, settings.bucket) if endpoint and not path_style else endpoint,
        "access_key_id": credentials.key,
        "secret_access_key": credentials.secret,
        "session_token": credentials.token,
        "server_side_encryption": settings.sse,
        "sse_kms_key_id": settings.kms_key,
        "checksum_algorithm": "" if endpoint else "sha256",  # AWS checks it; others may refuse what they do not know
    }
    return {"virtual_hosted_style_request": not path_style, **{n: v for n, v in config.items() if v}}


def with_bucket(endpoint: str, bucket: str) -> str:
    """The endpoint's address with the bucket as its first name."""
    scheme, _, host = endpoint.partition("://")
    return f"{scheme}://{bucket}.{host}"
