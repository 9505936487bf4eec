"""Whose certificates are trusted."""

from __future__ import annotations

import ssl
from types import SimpleNamespace

import pytest

from mediagen import network


@pytest.fixture
def without_certificates(monkeypatch):
    """A Python that finds none, as python.org's on macOS once it is installed."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=None, capath=None))
    network._trusted.cache_clear()
    yield monkeypatch
    network._trusted.cache_clear()


def test_where_python_finds_no_certificates_those_are_used_that_httpx_uses(without_certificates):
    assert network.trusted().cert_store_stats()["x509_ca"] > 50


def test_to_those_that_the_environment_names_none_are_added(without_certificates, tmp_path):
    without_certificates.setenv("SSL_CERT_DIR", str(tmp_path))
    assert network.trusted().cert_store_stats()["x509_ca"] == 0
