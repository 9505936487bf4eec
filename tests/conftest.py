"""A project in a temporary folder, and the real command in a real process."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from tests.support import disks
from tests.support.warm import Warm

ROOT = Path(__file__).parent.parent
BUSY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
"""Other processes make any example slow."""
hypothesis.settings.register_profile("same", derandomize=True, database=None, **BUSY)
hypothesis.settings.register_profile("search", print_blob=True, **BUSY)  # pytest --hypothesis-profile=search: others
hypothesis.settings.load_profile("same")
TRUSTED = {"SSL_CERT_FILE": str(ROOT / "tests/support/authority.pem")}
"""One authority, of nobody: servers here speak no TLS, and to read a system's many takes a client most of its start."""
os.environ.update(TRUSTED)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun by `&` or nohup: what tests interrupt must hear it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Run:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Project:
    """A project folder in which commands are run without any environment but PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "narratives").mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def narrative(self, items: list[str], name: str = "talk", voices: str = "nova") -> None:
        lines = "".join(f"  - {{id: item_{n:03}, text: {json.dumps(t)}}}\n" for n, t in enumerate(items))
        self.write(
            f"narratives/{name}.yaml", f"kind: narrative\nschema: 1\nid: {name}\nvoices: [{voices}]\nitems:\n{lines}"
        )

    def paid(self, **settings) -> None:
        """Let the counting provider speak."""
        lines = "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items())
        self.write(
            "mediagen.toml",
            '[providers]\nspeech = "counting"\n[speech]\nformat = "wav"\n'
            f"[provider.counting]\nledger = {json.dumps(str(self.folder / 'ledger'))}\n{lines}"
            '[prices."counting:tone-1"]\nusd = { calls = 0.01 }\n',
        )

    def gate(self, calls: int = 0) -> Callable[[], None]:
        """Let the counting provider answer so many calls, and no more until what is returned is called."""
        return self.write("ledger.gate", str(calls)).unlink

    def interrupt(self, process: subprocess.Popen, number: int = signal.SIGINT) -> None:
        """Send the signal to a command that works; returns when it has heard it."""
        process.send_signal(number)
        assert any("stopping" in line for line in process.stderr)

    def calls(self) -> list[str]:
        ledger = self.folder / "ledger"
        return ledger.read_text().splitlines() if ledger.exists() else []

    def journal(self) -> list[dict]:
        path = self.folder / ".mediagen/cache/journal.jsonl"
        events = []
        for line in path.read_bytes().splitlines():
            try:
                events.append(json.loads(line))
            except ValueError:
                continue
        return events

    def clean(self) -> dict[str, str]:
        """The environment of its commands."""
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COUNTING_API_KEY": "secret-0123456789"}

    def start(self, *arguments: str, module: str = "mediagen", **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env={**self.clean(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def begin(self, *arguments: str, first: Callable[[], None] | None = None, **environment: str) -> Warm:
        """`start` of the paid command, after `first`, forked from a process that has it imported: ten times quicker."""
        return Warm(self.folder, arguments, {**self.clean(), **TRUSTED, **environment}, first=first)

    def run(self, *arguments: str, module: str = "mediagen", **environment: str) -> Run:
        process = self.start(*arguments, module=module, **environment)
        out, err = process.communicate(timeout=240)
        assert "Traceback" not in err, err
        return Run(process.returncode, out, err)

    def here(self, *arguments: str, **environment: str) -> Run:
        """`run` (`buy`, where the project is paid) in this process: ten times quicker, for what a process cannot change."""
        from mediagen.cli.run import run
        from mediagen.providers import TABLE
        from tests.support.paid import PAID_TABLE

        settings = self.folder / "mediagen.toml"
        table = PAID_TABLE if settings.exists() and "[provider.counting]" in settings.read_text() else TABLE

        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        before, cwd = dict(os.environ), Path.cwd()
        clean = {**self.clean(), **TRUSTED, **environment}
        os.environ.clear()
        os.environ.update(clean)
        os.chdir(self.folder)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = run(arguments, table)
        finally:
            os.chdir(cwd)
            os.environ.clear()
            os.environ.update(before)
        return Run(status, *(stream.buffer.getvalue().decode() for stream in (out, err)))

    def buy(self, *arguments: str, **environment: str) -> Run:
        return self.run(*arguments, module="tests.support.paid", **environment)


def pytest_configure() -> None:
    """Temporary folders are in memory where there is room: on a disk that others use each of many fsyncs waits."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 6 * 2**30:
        tempfile.tempdir = os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is loaded for the tests is never garbage: to look for some is a quarter of collecting them."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.enable()
    return found


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers():
    """One more than there are cores: a fifth of a test's time goes in waiting, for disks, servers and processes."""
    return (yield) + 1


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project")


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a file system of some kilobytes, and makes it bigger."""
    with disks.mounted(tmp_path / "disk") as mount:
        yield mount
