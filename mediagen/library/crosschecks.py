"""What is only wrong in company: a narrative against its rows, script templates, styles and files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import shorten
from mediagen.library.faults import label
from mediagen.library.lists import limits
from mediagen.library.texts import unknown_variables
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.documents import Narrative, ScriptTemplate, Style
from mediagen.plan.inputs import InputFault, check_value, did_you_mean, from_text_to
from mediagen.plan.render import RenderError, is_template, render, required_of, value_of
from mediagen.plan.text import narration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mediagen.library.documents import Library
    from mediagen.library.lists import Rows
    from mediagen.library.load import Loaded
    from mediagen.library.yaml_strict import Path
    from mediagen.plan.documents import Item
    from mediagen.plan.fields import InputSpec

_URL = re.compile(r"https?://\S+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PRINTS = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_BLOCKS = re.compile(r"\{%.*%\}", re.DOTALL)


def check_narrative(library: Library, loaded: Loaded, variables: Mapping[str, Any] | None = None) -> list[Problem]:
    """Every problem of the narrative with its rows, variables, script templates, styles and source files.

    `variables` stand over the document's `vars`, as `--set` gives them. At most 100 problems are returned.
    """
    return _Check(library, loaded, variables or {}).run()


class _Check:
    """One narrative's check; problems in the order they are found."""

    def __init__(self, library: Library, loaded: Loaded, variables: Mapping[str, Any]) -> None:
        assert isinstance(loaded.document, Narrative)
        self.library = library
        self.loaded = loaded
        self.narrative = loaded.document
        self.problems: list[Problem] = []
        self.rows = self._rows()
        defaults = {n: s.default for n, s in self.narrative.inputs.items() if s.default is not None}
        self.base: dict[str, Any] = {**defaults, **self.narrative.vars, **variables}
        self.fields = {f for row in self.rows.rows for f in row.fields} if self.rows else set()
        self.known = {
            *self.base,
            *self.narrative.inputs,
            *self.fields,
            *({"row"} if self.narrative.each else ()),
        }

    def _rows(self) -> Rows | None:
        try:
            return self.library.rows(self.loaded)
        except DocumentError as exc:
            self.problems += exc.problems
            return None

    def run(self) -> list[Problem]:
        self._inputs()
        for index, item in enumerate(self.narrative.items):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            path: Path = ("items", index)
            if item.text is not None:
                self._text((*path, "text"), item.text)
            if item.script is not None:
                self._script(path, item)
            if item.image is not None:
                self._image((*path, "image"), item)
        return self.problems[:MAX_PROBLEMS]

    def _say(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(self.loaded.parsed.problem(path, message, hint, key=key))

    def _inputs(self) -> None:
        """The document's own limits on vars and on rows."""
        for name, spec in self.narrative.inputs.items():
            if name in self.base and name not in self.fields:
                found = check_value(name, spec, from_text_to(spec, self.base[name]))
                if isinstance(found, InputFault):
                    where = ("vars", name) if name in self.narrative.vars else ("inputs", name)
                    self._say(where, found.message, found.hint)
            elif name not in self.fields and (self.rows or not self.narrative.each):
                self._say(("inputs", name), f"input '{name}' has no value", f"set it in vars, or --set {name}=…")
        if self.rows:
            self.problems += limits(self.rows, self.narrative.inputs)

    def _variables(self, path: Path, text: str) -> bool:
        """Whether the text's syntax and variables are all right; what is not is told."""
        if self.narrative.each and self.rows is None:
            return False  # the list is missing, so what its fields are cannot be known
        found = list(unknown_variables(self.loaded.parsed, path, text, self.known))
        self.problems += found
        if not found and is_template(text):
            found = list(self._gaps(path, required_of(text) - set(self.base)))
            self.problems += found
        return not found and not (is_template(text) and required_of(text) - set(self.base) - self.fields - {"row"})

    def _gaps(self, path: Path, names: frozenset[str]) -> Iterator[Problem]:
        """Rows without a value that the text needs."""
        line, _ = self.loaded.at(path)
        for name in sorted(names & self.fields):
            lacking = [i for i, row in enumerate(self.rows.rows) if name not in row.fields] if self.rows else []
            for index in lacking[:5]:
                assert self.rows
                message = f"row '{self.rows.rows[index].id}' has no '{name}'"
                yield self.rows.problem(index, message, f"needed in {self.loaded.file}:{line}")

    def _over_rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every set of variables, with the index of its row, or -1."""
        if self.rows is None:
            yield -1, self.base
            return
        for index, row in enumerate(self.rows.rows):
            values = row.values
            yield index, {**self.base, **values, "row": values}

    def _text(self, path: Path, text: str) -> None:
        """A text to be spoken or drawn: its variables, and that something is left of it for every row."""
        if not self._variables(path, text) or not is_template(text):
            return
        certain = bool(_BLOCKS.sub("", _PRINTS.sub("", text)).strip())
        for index, variables in self._over_rows():
            try:
                if not narration(render(text, variables)):
                    self._say(path, f"{label(path)}nothing is left of the text{self._for_row(index)}")
                    return
            except RenderError as exc:
                self._say(path, f"{label(path)}{exc.message}{self._for_row(index)}", exc.hint)
                return
            if certain:
                return  # literal text is left for every row, and the first row has shown that it renders

    def _for_row(self, index: int) -> str:
        return f" for row '{self.rows.rows[index].id}'" if self.rows and index >= 0 else ""

    def _script(self, path: Path, item: Item) -> None:
        assert item.script is not None
        try:
            found, hint = self.library.find(ScriptTemplate, item.script)
        except DocumentError as exc:
            self.problems += exc.problems
            return
        if found is None:
            self._say((*path, "script"), f"no script template '{item.script}'", hint)
            return
        assert isinstance(found.document, ScriptTemplate)
        specs, given = found.document.inputs, item.with_ or {}
        for name in given:
            if name not in specs:
                hint = did_you_mean(name, specs) or f"its inputs: {', '.join(specs) or 'none'}"
                message = f"script template '{item.script}' has no input {shorten(name)}"
                self._say((*path, "with", name), message, hint, key=True)
        for name, spec in specs.items():
            if name in given:
                self._input((*path, "with", name), name, spec, given[name])
            elif spec.default is None:
                where = (*path, "with") if item.with_ is not None else (*path, "script")
                message = f"script template '{item.script}' needs the input '{name}'"
                self._say(where, message, f"with: {{{name}: …}}")

    def _input(self, path: Path, name: str, spec: InputSpec, value: Any) -> None:
        """A value of `with`, for every row that it depends on."""
        varies = isinstance(value, str) and is_template(value)
        if varies and not self._variables(path, value):
            return
        told = 0
        for index, variables in self._over_rows() if varies else ((-1, {}),):
            try:
                got = value_of(value, variables) if varies else value
            except RenderError as exc:
                self._say(path, f"{label(path)}{exc.message}{self._for_row(index)}", exc.hint)
                return
            found = check_value(name, spec, from_text_to(spec, got))
            if isinstance(found, InputFault):
                self._fault(path, index, found)
                told += 1
            if told >= 5:
                return

    def _fault(self, path: Path, index: int, fault: InputFault) -> None:
        """Said at the row's own line where a row is at fault, else in the narrative."""
        if self.rows is None or index < 0:
            self._say(path, fault.message, fault.hint)
            return
        line, _ = self.loaded.at(path)
        message = f"row '{self.rows.rows[index].id}': {fault.message}"
        hint = "; ".join(filter(None, (fault.hint, f"used in {self.loaded.file}:{line}")))
        self.problems.append(self.rows.problem(index, message, hint))

    def _image(self, path: Path, item: Item) -> None:
        image = item.image
        assert image is not None
        self._text((*path, "prompt"), image.prompt)
        if image.negative is not None:
            self._variables((*path, "negative"), image.negative)
        if image.style is not None:
            try:
                found, hint = self.library.find(Style, image.style)
            except DocumentError as exc:
                self.problems += exc.problems
            else:
                if found is None:
                    self._say((*path, "style"), f"no style '{image.style}'", hint)
        if image.source is not None:
            self._source((*path, "source"), image.source)

    def _source(self, path: Path, source: str) -> None:
        if _URL.fullmatch(source):
            return
        if _SCHEME.match(source):
            self._say(path, f"source {shorten(source)}: only http and https URLs, or a file")
            return
        folder = self.loaded.path.parent
        try:
            there = any((base / source).is_file() for base in (folder, self.library.root))
        except (OSError, ValueError):
            there = False
        if not there:
            hint = f"looked in {self.library.shown(folder)} and {self.library.root}"
            self._say(path, f"source: there is no file {shorten(source)}", hint)
