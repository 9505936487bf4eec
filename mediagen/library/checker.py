"""What documents that are expanded over rows have in common when they are checked against those."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import shorten
from mediagen.library.faults import label
from mediagen.library.folders import like
from mediagen.library.lists import limits
from mediagen.library.texts import unknown_variables
from mediagen.plan.documents import Style
from mediagen.plan.inputs import InputFault, check_value, from_text_to
from mediagen.plan.text import narration
from mediagen.plan.variables import RenderError, is_template, render, required_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mediagen.library.documents import Library
    from mediagen.library.lists import Rows
    from mediagen.library.load import Loaded
    from mediagen.library.yaml_strict import Path as Place
    from mediagen.plan.ad import Ad
    from mediagen.plan.documents import Narrative

_URL = re.compile(r"https?://\S+")
_PICTURES = {"image", "logo", "source"}
"""Fields that name one."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PRINTS = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_BLOCKS = re.compile(r"\{%.*%\}", re.DOTALL)


class Checker:
    """One document's check; problems in the order they are found.

    `variables` stand over the document's own.
    """

    def __init__(
        self, library: Library, loaded: Loaded, document: Narrative | Ad, variables: Mapping[str, Any]
    ) -> None:
        self.library = library
        self.loaded = loaded
        self.document = document
        self.problems: list[Problem] = []
        self.all_known = loaded.sound("each", "inputs", "vars")
        """Whether it can be said which variables there are."""
        self.rows = self._rows()
        defaults = {n: s.default for n, s in document.inputs.items() if s.default is not None}
        self.base: dict[str, Any] = {**defaults, **document.vars, **variables}
        self.fields = {f for row in self.rows.rows for f in row.fields} if self.rows else set()
        self.known = {*self.base, *document.inputs, *self.fields, *({"row"} if document.each else ())}

    def _rows(self) -> Rows | None:
        try:
            return self.library.rows(self.loaded)
        except DocumentError as exc:
            self.problems += exc.problems
            return None

    def say(self, path: Place, message: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(self.loaded.parsed.problem(path, message, hint, key=key))

    def inputs(self) -> None:
        """The document's own limits on vars and on rows."""
        if not self.all_known:
            return
        for name, spec in self.document.inputs.items():
            if name in self.base and name not in self.fields:
                found = check_value(name, spec, from_text_to(spec, self.base[name]))
                if isinstance(found, InputFault):
                    where = ("vars", name) if name in self.document.vars else ("inputs", name)
                    self.say(where, found.message, found.hint)
            elif name not in self.fields and (self.rows or not self.document.each):
                self.say(("inputs", name), f"input '{name}' has no value", f"set it in vars, or --set {name}=…")
        if self.rows:
            self.problems += limits(self.rows, self.document.inputs)

    def variables(self, path: Place, text: str) -> bool:
        """Whether the text's syntax and variables are all right; what is not is told."""
        if not self.all_known or (self.document.each and self.rows is None):
            return False  # the list is missing, say, so what its fields are cannot be known
        found = list(unknown_variables(self.loaded.parsed, path, text, self.known))
        self.problems += found
        if not found and is_template(text):
            found = list(self._gaps(path, required_of(text) - set(self.base)))
            self.problems += found
        return not found and not (is_template(text) and required_of(text) - set(self.base) - self.fields - {"row"})

    def _gaps(self, path: Place, names: frozenset[str]) -> Iterator[Problem]:
        """Rows without a value that the text needs."""
        line, _ = self.loaded.at(path)
        for name in sorted(names & self.fields):
            lacking = [i for i, row in enumerate(self.rows.rows) if name not in row.fields] if self.rows else []
            for index in lacking[:5]:
                assert self.rows
                message = f"row '{self.rows.rows[index].id}' has no '{name}'"
                yield self.rows.problem(index, message, f"needed in {self.loaded.file}:{line}")

    def over_rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every set of variables, with the index of its row, or -1."""
        if self.rows is None:
            yield -1, self.base
            return
        for index, row in enumerate(self.rows.rows):
            values = row.values
            yield index, {**self.base, **values, "row": values}

    def text(self, path: Place, text: str) -> None:
        """A text to be spoken or drawn: its variables, and that something is left of it for every row."""
        if not self.variables(path, text) or not is_template(text):
            return
        certain = bool(_BLOCKS.sub("", _PRINTS.sub("", text)).strip())
        for index, variables in self.over_rows():
            try:
                if not narration(render(text, variables)):
                    self.say(path, f"{label(path)}nothing is left of the text{self.for_row(index)}")
                    return
            except RenderError as exc:
                self.say(path, f"{label(path)}{exc.message}{self.for_row(index)}", exc.hint)
                return
            if certain:
                return  # literal text is left for every row, and the first row has shown that it renders

    def for_row(self, index: int) -> str:
        return f" for row '{self.rows.rows[index].id}'" if self.rows and index >= 0 else ""

    def style(self, path: Place, style: str) -> Style | None:
        """The style of this name; where it is none, or broken, that is told."""
        try:
            found, hint = self.library.find(Style, style)
        except DocumentError as exc:
            self.problems += exc.problems
            return None
        if found is None:
            self.say(path, f"no style '{style}'", hint)
            return None
        assert isinstance(found.document, Style)
        return found.document

    def file(self, path: Place, name: str, where: str = "") -> None:
        """A file that the document names, beside it or in the project, or a picture's URL. `where`: for which row."""
        if _URL.fullmatch(name):
            if path[-1] not in _PICTURES:
                message = f"{label(path)}{shorten(name)}{where}: only pictures are fetched"
                self.say(path, message, "save it beside the document, and name the file")
            return
        if _SCHEME.match(name):
            self.say(path, f"{label(path)}{shorten(name)}{where}: only http and https URLs, or a file")
            return
        folder = self.loaded.path.parent
        if not any(self.library.seen.is_file(base / name) for base in (folder, self.library.root)):
            looked = (
                "" if Path(name).is_absolute() else f"looked in {self.library.shown(folder)} and {self.library.root}"
            )
            hint = like(folder / name) or looked
            self.say(path, f"{label(path)}there is no file {shorten(name)}{where}", hint)
