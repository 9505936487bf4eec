"""Options have the values that Typer would give them."""

from __future__ import annotations

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer._click.core import ParameterSource
from typer.core import TyperOption

from mediagen.cli import app

MODULES = sorted(set(app.COMMANDS.values()))


def commands(group):
    """All commands of a group and of the groups in it."""
    for command in group.values():
        yield command
        yield from commands(getattr(command, "commands", {}))


def values(command, arguments):
    """What the parameters of a command become."""
    return command.make_context("x", list(arguments)).params


@pytest.mark.parametrize("module", MODULES)
def test_what_is_not_given_is_what_typer_makes_of_it(module):
    for command in commands(app.of_module(module)):
        context = typer.Context(command)
        for param in command.get_params(context):
            context.set_parameter_source(param.name, ParameterSource.DEFAULT)
            ours = param.get_runtime_param().coerce(param.default, param=param, ctx=context)
            theirs = TyperOption.get_runtime_param(param).coerce(param.default, param=param, ctx=context)
            assert ours == theirs, (command.name, param.name)


GIVEN = st.text(min_size=1)


@given(texts=st.lists(GIVEN.filter(lambda text: not text.startswith("-")), max_size=3), style=GIVEN)
def test_text_is_what_was_given(texts, style):
    command = app.of_module("rendering")["render"]
    found = values(command, [f"--style={style}", "--", *texts])
    assert (list(found["ads"]), found["style"], found["voices"]) == (texts, style, None)


def test_numbers_are_read_and_their_limits_kept():
    command = app.of_module("rendering")["render"]
    assert values(command, ["--scene", "3", "--jobs", "2"])["scene"] == 3
    for wrong in ("7", "0", "two"):
        with pytest.raises(typer.BadParameter):
            values(command, ["--scene", wrong])
