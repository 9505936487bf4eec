"""Jobs: every run of seed and render, with its stages, kept across runs in one SQLite file.

A job that is running holds a lifeline like the holders of leases do, so that one whose process was killed is told
from one at work however long ago that was. Running the same command again resumes it: what was made is in the cache.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import filelock

from mediagen.cache.files import storage_errors
from mediagen.cache.index import is_damage
from mediagen.cache.leases import is_alive
from mediagen.report.human import noiseless

if TYPE_CHECKING:
    from mediagen.plan.requests import Kind
    from mediagen.studio.studio import Studio

Status = Literal["waiting", "running", "completed", "unfinished", "failed", "interrupted"]
STAGES: Mapping[Kind, str] = {
    "script": "script_gen",
    "speech": "voice_gen",
    "image": "image_gen",
    "source": "image_gen",
    "analysis": "script_gen",
    "video": "video_gen",
    "music": "compositing",
    "segment": "compositing",
    "sound": "compositing",
    "film": "compositing",
}
"""Kind of media → the stage that makes it."""
ORDER = tuple(dict.fromkeys(STAGES.values()))
"""The stages as a render comes to them."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY, command TEXT NOT NULL, documents TEXT NOT NULL, status TEXT NOT NULL,
  started REAL NOT NULL, completed REAL, error TEXT NOT NULL, cost_usd REAL NOT NULL, stages TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_started ON jobs (started);
"""
_SAVE_EVERY_SECONDS = 0.5


class Progress(Protocol):
    """Told what happens; draws it, says it in lines, or notes it."""

    def surveyed(self, kind: Kind, hits: int, misses: int, frames: int = 0) -> None:
        """`frames`: of what has to be encoded among the misses."""

    def painted(self, kind: Kind) -> None:
        """One more frame of what has to be encoded was painted."""

    def ended(self, kind: Kind, how: str, label: str, frames: int = 0) -> None:
        """`frames`: of those to be encoded, which need not be: they stand still, or somebody else has made it."""

    def spent(self, kind: Kind, usd: float) -> None:
        """So much more was paid, whatever becomes of what was bought."""

    def written(self, how: str, films: int) -> None:
        """The files of one more of so many films are in their folder: made now, or cached."""


def tell_spent(studio: Studio, progress: Progress) -> None:
    """Tell `progress` what the studio has spent since this was last told."""
    for kind, usd in studio.purse.newly_spent().items():
        progress.spent(kind, usd)


@dataclass(slots=True)
class Stage:
    """One stage of a job. Times are seconds since 1970; `progress` is 0–100."""

    items: int = 0
    cached: int = 0
    made: int = 0
    failed: int = 0
    cost_usd: float = 0.0
    started: float | None = None
    completed: float | None = None
    error: str = ""
    status: Status = "waiting"
    progress: int = 0

    def count(self, most: int = 100) -> None:
        """Bring progress and status up to the numbers. `most`: what the progress may be as long as more will come."""
        done = self.cached + self.made + self.failed
        self.progress = min(100 if done >= self.items else int(100 * done / self.items), most)
        if self.progress == 100:
            self.status = "failed" if self.failed else "completed"
            self.completed = self.completed or time.time()
        else:
            self.status, self.completed = "running", None

    def end(self, status: Status) -> None:
        """Nothing more comes: with this status, if it was not done."""
        if self.items:
            self.count()
        if self.status == "running":
            self.status, self.completed = status, time.time()


@dataclass(slots=True)
class Job:
    """One run. Unfinished: something was left, as `error` says; interrupted: stopped by its user, or killed."""

    id: str
    command: str
    documents: list[str]
    status: Status
    started: float
    completed: float | None = None
    error: str = ""
    cost_usd: float = 0.0
    stages: dict[str, Stage] = field(default_factory=dict)

    @property
    def progress(self) -> int:
        """0–100: the mean of its stages; 100 only of one that has come to its end."""
        mean = int(sum(s.progress for s in self.stages.values()) / len(self.stages)) if self.stages else 0
        return min(mean, 99) if self.status in {"running", "interrupted"} else mean

    def as_json(self) -> dict[str, Any]:
        """The object that `mediagen jobs show ID --json` prints."""
        told = {"schema": 1, **asdict(self), "progress": self.progress}
        for one in (told, *told["stages"].values()):
            one["cost_usd"] = noiseless(one["cost_usd"])
        return told


class Jobs:
    """The jobs of the cache in `root`. Raises StorageError."""

    def __init__(self, root: Path) -> None:
        self._file = root / "jobs.db"
        self._locks = root / "locks"

    def _ask(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
        """The rows that it finds. What is no database any more is set aside for a new one: nothing depends on what was
        noted.
        """
        with storage_errors(self._file):
            try:
                return self._asked(statement, values)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                with contextlib.suppress(FileNotFoundError):  # another run was quicker
                    self._file.replace(self._file.with_name("jobs.damaged.db"))
                return self._asked(statement, values)

    def _asked(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=60)) as connection, connection:
            connection.executescript(_SCHEMA)
            return connection.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def run(self, command: str, documents: list[str], stages: Sequence[str] = ()) -> Iterator[Recorder]:
        """Note a job for as long as the block runs; what is raised there is noted as its error. `stages`: those that
        it will come to, as far as is known; they wait until then.
        """
        job = Job(uuid.uuid4().hex[:12], command, documents, "running", time.time())
        job.stages = {name: Stage() for name in stages}
        lifeline = filelock.FileLock(self._lifeline(job.id), thread_local=False)
        with storage_errors(self._locks):
            lifeline.acquire(timeout=5)
        recorder = Recorder(self, job)
        try:
            self.save(job)
            yield recorder
            recorder.end("failed" if any(s.failed for s in job.stages.values()) else "completed")
        except BaseException as error:
            recorder.end("interrupted" if isinstance(error, KeyboardInterrupt) else "failed", str(error))
            raise
        finally:
            with contextlib.suppress(OSError):
                self._lifeline(job.id).unlink()
            lifeline.release()

    def _lifeline(self, job: str) -> Path:
        return self._locks / f"job-{job}.alive"

    def save(self, job: Job) -> None:
        """Write the job's row."""
        values = asdict(job) | {"documents": json.dumps(job.documents)}
        values["stages"] = json.dumps(values["stages"])
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self._ask(f"INSERT OR REPLACE INTO jobs ({names}) VALUES ({marks})", values)  # noqa: S608

    def latest(self, limit: int = 20) -> list[Job]:
        """The latest jobs, newest first."""
        return self._read("SELECT * FROM jobs ORDER BY started DESC LIMIT ?", [limit])

    def beginning_with(self, prefix: str) -> list[Job]:
        """The jobs whose ids begin like this."""
        if not prefix.isascii():
            return []
        return self._read("SELECT * FROM jobs WHERE substr(id, 1, ?) = ?", [len(prefix), prefix])

    def _read(self, statement: str, values: Sequence[Any]) -> list[Job]:
        jobs = []
        for row in self._ask(statement, values) if self._file.exists() else []:
            with contextlib.suppress(AttributeError, TypeError, ValueError):  # one that was damaged
                jobs.append(self._job(row))
        return jobs

    def _job(self, row: tuple[Any, ...]) -> Job:
        id_, command, documents, status, started, completed, error, cost, stages = row
        job = Job(id_, command, json.loads(documents), status, started, completed, error, cost)
        job.stages = {name: Stage(**values) for name, values in json.loads(stages).items()}
        if job.status == "running" and not is_alive(self._lifeline(id_)):
            job.status, job.error = "interrupted", "its process was killed; run the same command again to go on"
            for stage in job.stages.values():
                stage.status = "interrupted" if stage.status == "running" else stage.status
        return job


class Recorder:
    """Notes a job's progress, and tells another about it too."""

    def __init__(self, jobs: Jobs, job: Job) -> None:
        self.job = job
        self._jobs = jobs
        self._shown: Progress | None = None
        self._joining = False
        self._saved = time.monotonic()

    def showing(self, shown: Progress) -> Recorder:
        """Tell `shown` too; returns itself."""
        self._shown = shown
        return self

    def surveyed(self, kind: Kind, hits: int, misses: int, frames: int = 0) -> None:
        stage = self._stage(kind)
        stage.items += hits + misses
        stage.cached += hits
        self._count(kind, stage)
        if self._shown is not None:
            self._shown.surveyed(kind, hits, misses, frames)

    def painted(self, kind: Kind) -> None:
        if self._shown is not None:
            self._shown.painted(kind)

    def ended(self, kind: Kind, how: str, label: str, frames: int = 0) -> None:
        stage = self._stage(kind)
        setattr(stage, how, getattr(stage, how) + 1)
        if how == "failed":
            stage.error = label
        self._count(kind, stage)
        if self._shown is not None:
            self._shown.ended(kind, how, label, frames)

    def spent(self, kind: Kind, usd: float) -> None:
        self._stage(kind).cost_usd += usd
        self.job.cost_usd += usd
        if self._shown is not None:
            self._shown.spent(kind, usd)

    def written(self, how: str, films: int) -> None:
        if self._shown is not None:
            self._shown.written(how, films)

    def end(self, status: Status, error: str = "") -> None:
        """Note the end, once."""
        if self.job.completed is None:
            told = error.encode(errors="replace").decode()  # it may quote what is no text
            self.job.status, self.job.error, self.job.completed = status, told, time.time()
            for stage in self.job.stages.values():
                stage.end("interrupted" if status == "completed" else status)
            if status == "completed":
                self.job.stages = {name: stage for name, stage in self.job.stages.items() if stage.items}
            self._jobs.save(self.job)

    def _stage(self, kind: Kind) -> Stage:
        stage = self.job.stages.setdefault(STAGES[kind], Stage())
        stage.started = stage.started or time.time()
        return stage

    def _count(self, kind: Kind, stage: Stage) -> None:
        """Bring the stage up to its numbers; what is put together is not before its films are joined, nor has it begun
        with music, which comes with the pictures.
        """
        self._joining = self._joining or kind == "film"
        stage.count(100 if self._joining else {"music": 0, "sound": 99, "segment": 99}.get(kind, 100))
        if time.monotonic() - self._saved > _SAVE_EVERY_SECONDS:
            self._saved = time.monotonic()
            self._jobs.save(self.job)
