"""What PyYAML's parser complains of, in plain English with a remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagen.errors import Problem

if TYPE_CHECKING:
    import yaml

    from mediagen.library.decode import Lines

_QUOTES = "text with special characters belongs in quotes"
COLOR = re.compile(r":[ \t]+(#[0-9A-Fa-f]{6})\b")
"""What is meant as a colour and read as a comment."""
A_COMMENT = "a # after a blank begins a comment", "a colour belongs in quotes: '#1A2B3C'"
_INDENT = "check the indentation of this line and the one above"
_TWICE = {
    "'": "within single quotes a ' is written twice: 'It''s'; or use double quotes",
    '"': 'within double quotes a " is written \\"; or use single quotes',
}
_TABLE: tuple[tuple[str, bool, str, str], ...] = (
    # found in context or problem, point at the context, message, hint
    (r"quoted scalar.*end of stream", True, "the quote that opens here is never closed", ""),
    (r"quoted scalar.*document separator", True, "the quote that opens here is never closed", ""),
    (r"unknown escape", False, "a backslash in double quotes with no such escape", "use single quotes"),
    (
        r"quoted scalar.*(hexdecimal|hexadecimal|escape)",
        False,
        "an escape in double quotes names no character",
        "write the character itself; in single quotes \\ is no escape",
    ),
    (r"flow (sequence|mapping)", False, "a comma or the closing {} is missing", ""),
    (r"mapping values are not allowed", False, "a ': ' where no field can be", _QUOTES + ", or " + _INDENT),
    (r"could not find expected ':'", False, "this line has no ': ' and continues nothing", _INDENT),
    (r"block (collection|mapping|sequence)", False, "this does not fit the lines above", _INDENT),
    (r"block scalar", False, "the head of a | or > block is wrong", "the text begins on the next line"),
    (r"document start", False, "this does not fit the lines above", _INDENT),
    (r"(anchor|alias)", False, "& and * begin anchors and aliases", _QUOTES),
    (r"tag", False, "! begins a tag", _QUOTES),
    (r"directive|incompatible", False, "% begins a directive that is not known", _QUOTES),
)


def explain(exc: yaml.YAMLError, file: str, text: str, lines: Lines) -> Problem:
    """The problem that a YAMLError stands for, at the place a person would look."""
    problem = getattr(exc, "problem", None) or str(exc)
    context = getattr(exc, "context", None) or ""
    mark = getattr(exc, "problem_mark", None)
    offset = min(mark.index, len(text)) if mark else 0
    context_mark = getattr(exc, "context_mark", None)
    line, column = lines.at(offset)
    if swallowed := COLOR.search(text, lines.start(max(1, line - 1)), offset):
        return Problem(file, *lines.at(swallowed.start(1)), *A_COMMENT)
    if _tab_indents(text, offset, lines):
        return Problem(file, line, column, "a tab cannot indent in YAML", "use spaces")
    if told := _of_quotes(problem, text, offset):
        return Problem(file, line, column, *told)
    for pattern, at_context, message, hint in _TABLE:
        if re.search(pattern, f"{context} {problem}"):
            if at_context and context_mark:
                return Problem(file, *lines.at(context_mark.index), message, hint)
            return Problem(file, line, column, _bracketed(message, context), _since(hint, context_mark, lines))
    return Problem(file, line, column, f"this is not YAML: {problem}", _QUOTES)


def _of_quotes(problem: str, text: str, offset: int) -> tuple[str, str] | None:
    """Message and hint, where quotes are at fault: too many, or none."""
    here = text[offset : offset + 1]
    if text[offset - 1 : offset] in _TWICE and here.isalnum():
        return "text after a closing quote", _TWICE[text[offset - 1]]
    if "cannot start any token" in problem:
        return f"an unquoted value cannot begin with {here!r}", "put the value in quotes"
    return None


def _tab_indents(text: str, offset: int, lines: Lines) -> bool:
    before = text[lines.start(lines.at(offset)[0]) : offset + 1]
    return "\t" in before and not before.strip(" \t-")


def _bracketed(message: str, context: str) -> str:
    return message.format("]" if "sequence" in context else "}") if "closing" in message else message


def _since(hint: str, mark: yaml.Mark | None, lines: Lines) -> str:
    if hint or mark is None:
        return hint
    line, column = lines.at(mark.index)
    return f"it opens at line {line}, column {column}"
