"""What is said of the way to a server, for all that ask one: addresses and keys, proxies and certificates. What cannot
be used is refused before anything is asked, and nothing that is secret is shown.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from mediagen.errors import ConfigError

if TYPE_CHECKING:
    from ssl import SSLContext

CERTIFICATES = "set SSL_CERT_FILE or SSL_CERT_DIR to where they are, or unset them"


def address(url: str) -> str:
    """`url`, as a validator of settings. Raises ValueError for what no request could be sent to, what a path could not
    be added to, and what would be shown though it is secret.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        there = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0  # asked for: it may raise
    except ValueError:
        there = False
    if not there or not url.isprintable() or any(c in " ?#" for c in url):
        raise ValueError("it is an address like https://HOST:PORT/PATH")
    if "@" in parts.netloc:
        raise ValueError("a user name or a password does not belong here, as settings are shown")
    return url


def address_of(said: str, url: str) -> str:
    """`url`, as `said` says (a variable). Raises ConfigError for one that `address` refuses."""
    try:
        return address(url)
    except ValueError as error:
        raise ConfigError(f"{said}: {error}", remedy="set it to one, or unset it") from None


def unmangled(key: str, where: str) -> str:
    """`key`, which stands in `where` (a variable, or a line of a file). Raises ConfigError for what cannot be sent as
    one: faults of it, told by the library that sends it, would show it.
    """
    if any(c in " '\"" for c in key) or not key.isprintable() or not key.isascii():
        raise ConfigError(
            f"{where} has quotation marks, blanks or control characters in it, or letters beyond ASCII",
            remedy="set it again, without quotation marks, blanks and line breaks",
        )
    return key


def trusted() -> SSLContext:
    """TLS for urllib, by the certificates of the environment or the machine; by certifi's, as httpx has it, where
    Python finds none: on macOS, python.org's installs none unasked.
    """
    return _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _trusted(*own: str | None) -> SSLContext:
    import ssl

    made, found = ssl.create_default_context(), ssl.get_default_verify_paths()
    if not (any(own) or found.cafile or found.capath or made.cert_store_stats()["x509_ca"]):
        import certifi

        made.load_verify_locations(certifi.where())
    made.set_alpn_protocols(["http/1.1"])
    return made


@contextlib.contextmanager
def environment_told(library: Any) -> Iterator[None]:
    """While a client of `library` (httpx or httpx2) is made: what the environment says of proxies and certificates that
    cannot be used, as a ConfigError. A proxy's address is not shown: it may have a password in it.
    """
    try:
        yield
    except OSError as error:
        raise ConfigError(f"certificates cannot be read: {error.strerror or error}", remedy=CERTIFICATES) from None
    except (ImportError, ValueError, library.InvalidURL):
        raise ConfigError(
            "a proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be used",
            remedy="give it as http://HOST:PORT (SOCKS needs the package socksio), or except hosts from it in NO_PROXY",
        ) from None
