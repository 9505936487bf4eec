"""Real stores on this machine, by type of target: what [targets.NAME] says of them, and the environment for it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from mediagen.targets import TABLE
from tests.support.faults import Handler
from tests.support.supabase import KEY
from tests.support.supabase import serving as project

Configured = tuple[dict[str, object], dict[str, str]]
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing-secret", "HOME": "/nonexistent"}

MOTO = """
import io, logging, sys, threading
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wsgi import get_input_stream

logging.getLogger("werkzeug").setLevel(logging.ERROR)
moto = DomainDispatcherApplication(create_backend_app)
one = threading.Lock()

def atomic(environ, start):
    # S3 decides a conditional write at one moment. moto looks, and then writes: of two creates both can succeed.
    if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        return moto(environ, start)
    environ["wsgi.input"] = io.BytesIO(get_input_stream(environ).read())
    with one:
        return moto(environ, start)

server = make_server("127.0.0.1", 0, atomic, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
"""


@functools.cache
def moto() -> str:
    """URL of an S3 server (moto, in a process of its own) that lives as long as this one."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", MOTO],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **KEYS, "AWS_DEFAULT_REGION": "us-east-1"},
    )
    assert process.stdout is not None
    atexit.register(process.communicate)  # closes its stdin, which ends it
    return f"http://127.0.0.1:{process.stdout.readline().strip()}"


def s3_server() -> tuple[str, dict[str, str]]:
    """URL and environment of an S3 server: the one that TEST_S3_URL, TEST_S3_KEY and TEST_S3_SECRET name, or moto."""
    if url := os.environ.get("TEST_S3_URL"):
        key, secret = os.environ["TEST_S3_KEY"], os.environ["TEST_S3_SECRET"]
        return url, {**KEYS, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
    return moto(), KEYS


@functools.cache
def admin() -> Any:
    """AWS's own client on that server, to look behind the target's back."""
    import boto3

    url, keys = s3_server()
    named = {name.lower(): value for name, value in keys.items() if name != "HOME"}
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1", **named)


def passes_over_conditions(handler: Handler) -> bool:
    """A fault: what is to be written on a condition is written. Not by leaving out the header, which is signed."""
    if "If-None-Match" not in handler.headers and "If-Match" not in handler.headers:
        return False
    _, name, key = unquote(handler.path.partition("?")[0]).split("/", 2)
    handler.reply(200, ETag=admin().put_object(Bucket=name, Key=key, Body=handler.body())["ETag"])
    return True


def private_bucket() -> str:
    """A new bucket there."""
    name = f"b-{uuid.uuid4().hex[:12]}"
    admin().create_bucket(Bucket=name)
    return name


def bucket() -> str:
    """A new bucket there, which anyone may read."""
    name = private_bucket()
    may = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    admin().put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [may]}))
    return name


@contextlib.contextmanager
def folder(tmp_path: Path) -> Iterator[Configured]:
    """A folder."""
    yield {"type": "folder", "path": str(tmp_path / "public")}, {}


@contextlib.contextmanager
def s3(tmp_path: Path) -> Iterator[Configured]:
    """A folder of a bucket on moto."""
    url, keys = s3_server()
    yield {"type": "s3", "bucket": bucket(), "prefix": "app/media", "endpoint": url}, keys


@contextlib.contextmanager
def supabase(tmp_path: Path) -> Iterator[Configured]:
    """A folder of a bucket of Supabase Storage."""
    with project() as server:
        settings = {"type": "supabase", "bucket": "media", "prefix": "app", "create_bucket": True, "url": server.url}
        yield settings, {"SUPABASE_SERVICE_ROLE_KEY": KEY}


STORES = {"folder": folder, "s3": s3, "supabase": supabase}
S3 = pytest.param("s3", marks=pytest.mark.s3)
EACH = [S3 if name == "s3" else name for name in sorted(TABLE)]
"""The types of targets, for the parameters of a fixture; `-m s3` picks the tests that ask an S3 server."""
