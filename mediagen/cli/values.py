"""Values of options as Typer reads them, without asking pydantic where there is nothing to ask.

Typer has pydantic build a validator for every option of a command, also of those that are not given: for twenty options
that takes as long as to load Typer does, and pydantic itself twice as long again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import typer
from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_TEXTS: tuple[Any, ...] = (str, list[str])


class Command(TyperCommand):
    """A command that takes defaults, and text where text is meant, as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _as_given(super().get_params(ctx))


class Group(TyperGroup):
    """The same of a group."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _as_given(super().get_params(ctx))


def take_as_given(app: typer.Typer) -> None:
    """Have what `app` registers be such commands and groups."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            take_as_given(group.typer_instance)


def _as_given(params: list[Any]) -> list[Any]:
    for param in params:
        if isinstance(param, TyperArgument):
            _show_plainly(param)
        if isinstance(param, TyperArgument | TyperOption) and "get_runtime_param" not in vars(param):
            param.get_runtime_param = _Reader(param.get_runtime_param).itself  # type: ignore[assignment,method-assign]
    return params


def _show_plainly(argument: TyperArgument) -> None:
    """Help says TEXT and DOC, where Typer has {TEXT} and DOC <list[str]>."""
    argument.display_type_rich = lambda ctx: None  # type: ignore[method-assign]  # noqa: ARG005
    if argument.required:
        shown = argument.display_name_raw + ("..." if argument.nargs != 1 else "")
        argument.get_usage_pieces = lambda ctx: [shown]  # type: ignore[method-assign]  # noqa: ARG005


def _refuse_slips(value: Any, param: TyperArgument | TyperOption) -> None:
    """Raises UsageError for what is given as nothing at all, a variable of the shell that is not set (nothing would be
    the current folder, or another default than was meant); and for a folder where a file is meant.
    """
    from mediagen.errors import UsageError

    name = param.opts[0] if isinstance(param, TyperOption) else str(param.metavar)
    if "" in (value if isinstance(value, list | tuple) else (value,)):
        remedy = "is a variable of your shell not set? Give a value" + ", or leave it out" * (not param.required)
        raise UsageError(f"{name} is empty", remedy=remedy)
    if param.metavar == "FILE" and isinstance(value, str) and value.endswith(("/", os.sep)):
        raise UsageError(f"{name} {value}: is a folder", remedy="name a file in it")


class _Reader:
    """What reads a parameter's value, in place of what Typer would have built for it."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build

    def itself(self) -> _Reader:
        return self

    def coerce(self, value: Any, param: TyperArgument | TyperOption, ctx: Context) -> Any:
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        source = ctx.get_parameter_source(str(param.name))
        if source is not None and source.name == "DEFAULT":
            return value
        _refuse_slips(value, param)
        if param.type_descriptor.annotation in _TEXTS:
            return value
        return self._build().coerce(value, param=param, ctx=ctx)
