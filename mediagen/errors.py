"""Every error a user can meet: a stable code, what is wrong, the remedy, the exit status.

MediagenError tree (exit status in brackets)::

    MediagenError
    ├── UsageError          [2]  the command line asks for what cannot be
    ├── DocumentError       [2]  a document is wrong; one Problem per fault, each with file:line:column
    ├── ConfigError         [3]  mediagen.toml, environment or credentials
    ├── BudgetError         [4]  a purchase was refused
    ├── StorageError        [5]  disk full, read-only, damaged, newer schema
    └── ItemError           [1]  one item could not be made; the run goes on
        ├── ProviderError        the provider refused or failed
        └── RejectedError        the bytes came but a check said no (they are in quarantine)

`retryable` says whether the same request may succeed later without a change; only what is not retryable is
remembered as failed. Codes are stable: scripts may match on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Self

Reach = Literal["item", "larger", "voice", "model"]
"""What else a provider would answer the same: nothing; of the same model what takes as much or more, what is spoken by
the same voice, or all there is."""


class MediagenError(Exception):
    """What is wrong, and `remedy`: what the user can do about it."""

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.retryable = retryable

    def as_json(self) -> dict[str, Any]:
        """The error in what commands print with --json."""
        return {name: getattr(self, name) for name in ("code", "message", "remedy")}


class UsageError(MediagenError):
    """The command line asks for what cannot be."""

    code = "usage"
    exit_status = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a document. `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int
    message: str = field(compare=False)
    hint: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.message}" + (f" ({self.hint})" if self.hint else "")

    def as_json(self) -> dict[str, Any]:
        """The problem in what commands print with --json."""
        return {name: getattr(self, name) for name in ("file", "line", "column", "message", "hint")}


def each_once(problems: Iterable[Problem]) -> list[Problem]:
    """Two documents may have one faulty style."""
    return [*{str(problem): problem for problem in problems}.values()]


class DocumentError(MediagenError):
    """All faults found in one go, in the order of file, line and column."""

    code = "document"
    exit_status = 2

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def as_json(self) -> dict[str, Any]:
        """The error with its problems."""
        return {**super().as_json(), "problems": [problem.as_json() for problem in self.problems]}


class ConfigError(MediagenError):
    """mediagen.toml, the environment or a credential is wrong."""

    code = "config"
    exit_status = 3


_WORDS = {
    "int_parsing": "it is a whole number",
    "int_type": "it is a whole number",
    "float_parsing": "it is a number",
    "string_type": "it is text, in quotes",
    "string_too_short": "it is not empty; leave it out to have the default",
    "finite_number": "it is a finite number",
    "dict_type": "it is a section with settings of its own",
    "model_type": "it is a section with settings of its own",
    "greater_than_equal": "it is at least {ge}",
    "less_than_equal": "it is at most {le}",
    "literal_error": "it is {expected}",
    "extra_forbidden": "there is no such setting",
}
"""What pydantic finds, in words."""


def in_words(fault: Any) -> str:
    """What one of pydantic's errors says is wrong."""
    message = _WORDS.get(fault["type"], "").format(**fault.get("ctx", {})) or fault["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}"


def refused_settings(
    faults: Iterable[Any], section: Sequence[str], known: Iterable[str], place: Callable[..., str]
) -> ConfigError:
    """The error for what pydantic finds wrong in a section of mediagen.toml that may have the `known` settings.

    `place` says where a setting stands.
    """
    paths = [([*section, *(str(part) for part in fault["loc"] if part != "[key]")], fault) for fault in faults]
    said = [f"{place(*path)}: {dotted(path)}: {in_words(fault)}" for path, fault in paths]
    return ConfigError("\n".join(said), remedy=f"known: {', '.join(known)}; put it right in mediagen.toml")


def dotted(path: Iterable[str]) -> str:
    """A setting's name as TOML has it: prices."openai:gpt-6-luna".usd."""
    return ".".join(part if re.fullmatch(r"[\w-]+", part) else f'"{part}"' for part in path)


class BudgetError(MediagenError):
    """A purchase was refused; the run goes on with what is free or still fits.

    `budget`: which (run, day, month, plan), empty where the price is not known; its `limit_usd`, what of it is spent or
    reserved, and what was `wanted_usd`.
    """

    code = "budget"
    exit_status = 4

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        budget: str = "",
        limit_usd: float = 0.0,
        spent_usd: float = 0.0,
        reserved_usd: float = 0.0,
        wanted_usd: float = 0.0,
    ) -> None:
        super().__init__(message, remedy=remedy, retryable=True)
        self.budget = budget
        self.limit_usd = limit_usd
        self.spent_usd = spent_usd
        self.reserved_usd = reserved_usd
        self.wanted_usd = wanted_usd

    @property
    def fits_later(self) -> bool:
        """Whether it would fit if what is reserved came to nothing."""
        return self.reserved_usd > 0 and self.wanted_usd <= self.limit_usd - self.spent_usd


class StorageError(MediagenError):
    """A disk is full or broken, a folder cannot be written, the cache is damaged or of a newer version."""

    code = "storage"
    exit_status = 5


class ItemError(MediagenError):
    """One item could not be made; the run goes on. `at`: the path in its document to what is at fault, if known."""

    code = "item"
    exit_status = 1
    at: tuple[str | int, ...] = ()

    def said_of(self, what: str, *at: str | int) -> Self:
        """The same of `what`, which stands at that path unless a nearer one is known."""
        error = type(self)(f"{what}: {self.message}", remedy=self.remedy, retryable=self.retryable)
        error.at = self.at or at
        return error


class ProviderError(ItemError):
    """`unbilled`: the provider surely did not charge for the call, so its reservation may be given back.

    `outside`: what is wrong is mended elsewhere, nobody knows when: it is neither tried again at once nor remembered.
    `busy`: it is asked too much at once; `retry_after`: the seconds after which it wants to be asked again, if it says.
    `gone`: what was ordered of it cannot be collected any more. `came`: bytes that came instead of an answer, and their
    media type; they are kept to be looked at. `reach`: what need not be asked for any more, as it would end the same.
    `unreached`: no connection came about, so it is no answer.
    """

    code = "provider"

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        retryable: bool = False,
        unbilled: bool = False,
        busy: bool = False,
        retry_after: float | None = None,
        gone: bool = False,
        came: tuple[bytes, str] | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, retryable=retryable)
        self.unbilled = unbilled
        self.busy = busy
        self.outside = self.unreached = False
        self.reach: Reach = "item"
        self.retry_after = retry_after
        self.gone = gone
        self.came = came


class RejectedError(ItemError):
    """The bytes came, but a check said no; they are in quarantine."""

    code = "rejected"

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "look at its bytes in the cache's folder quarantine; --refresh has it made again",
        retryable: bool = False,
    ) -> None:
        super().__init__(message, remedy=remedy, retryable=retryable)
