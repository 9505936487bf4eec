"""What is only wrong in company: a narrative against its rows, script templates, styles and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.checker import Checker
from mediagen.library.decode import shorten
from mediagen.library.faults import label
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.documents import Narrative, ScriptTemplate
from mediagen.plan.inputs import InputFault, check_value, did_you_mean, from_text_to
from mediagen.plan.variables import RenderError, is_template, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagen.library.documents import Library
    from mediagen.library.load import Loaded
    from mediagen.library.yaml_strict import Path
    from mediagen.plan.documents import Item
    from mediagen.plan.fields import InputSpec


def check_narrative(library: Library, loaded: Loaded, variables: Mapping[str, Any] | None = None) -> list[Problem]:
    """Every problem of the narrative with its rows, variables, script templates, styles and source files.

    `variables` stand over the document's `vars`, as `--set` gives them. At most 100 problems are returned.
    """
    return _Check(library, loaded, variables or {}).run()


class _Check(Checker):
    """One narrative's check."""

    def __init__(self, library: Library, loaded: Loaded, variables: Mapping[str, Any]) -> None:
        assert isinstance(loaded.document, Narrative)
        self.narrative = loaded.document
        super().__init__(library, loaded, self.narrative, variables)

    def run(self) -> list[Problem]:
        self.inputs()
        for index, item in enumerate(self.narrative.items):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            path: Path = ("items", index)
            if item.text is not None:
                self.text((*path, "text"), item.text)
            if item.script is not None:
                self._script(path, item)
            if item.image is not None:
                self._image((*path, "image"), item)
        return self.problems[:MAX_PROBLEMS]

    def _script(self, path: Path, item: Item) -> None:
        assert item.script is not None
        try:
            found, hint = self.library.find(ScriptTemplate, item.script)
        except DocumentError as exc:
            self.problems += exc.problems
            return
        if found is None:
            self.say((*path, "script"), f"no script template '{item.script}'", hint)
            return
        assert isinstance(found.document, ScriptTemplate)
        specs, given = found.document.inputs, item.with_ or {}
        for name in given:
            if name not in specs:
                hint = did_you_mean(name, specs) or f"its inputs: {', '.join(specs) or 'none'}"
                message = f"script template '{item.script}' has no input {shorten(name)}"
                self.say((*path, "with", name), message, hint, key=True)
        for name, spec in specs.items():
            if name in given:
                self._input((*path, "with", name), name, spec, given[name])
            elif spec.default is None:
                where = (*path, "with") if item.with_ is not None else (*path, "script")
                message = f"script template '{item.script}' needs the input '{name}'"
                self.say(where, message, f"with: {{{name}: …}}")

    def _input(self, path: Path, name: str, spec: InputSpec, value: Any) -> None:
        """A value of `with`, for every row that it depends on."""
        varies = isinstance(value, str) and is_template(value)
        if varies and not self.variables(path, value):
            return
        told = 0
        for index, variables in self.over_rows() if varies else ((-1, {}),):
            try:
                got = value_of(value, variables) if varies else value
            except RenderError as exc:
                self.say(path, f"{label(path)}{exc.message}{self.for_row(index)}", exc.hint)
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
            self.say(path, fault.message, fault.hint)
            return
        line, _ = self.loaded.at(path)
        message = f"row '{self.rows.rows[index].id}': {fault.message}"
        hint = "; ".join(filter(None, (fault.hint, f"used in {self.loaded.file}:{line}")))
        self.problems.append(self.rows.problem(index, message, hint))

    def _image(self, path: Path, item: Item) -> None:
        image = item.image
        assert image is not None
        self.text((*path, "prompt"), image.prompt)
        if image.negative is not None:
            self.variables((*path, "negative"), image.negative)
        if image.style is not None:
            self.style((*path, "style"), image.style)
        if image.source is not None:
            self.file((*path, "source"), image.source)
