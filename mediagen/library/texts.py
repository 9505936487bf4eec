"""Texts with variables, and where in the file their mistakes are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mediagen.errors import Problem
from mediagen.library.faults import label
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.documents import ScriptTemplate, Style
from mediagen.plan.expand_ad import OF_THE_PRODUCT
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.variables import RenderError, is_template, required_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagen.library.load import Loaded
    from mediagen.library.yaml_strict import Parsed, Path


_OF_A_LINE = {
    *("product", "description", "brand", "cta", "kind", "one", "thing", "it", "who", "place", "question", "offer"),
    *("price", "facts", "details", "does", "made", "feature", "benefit", "also", "more"),
}
"""Variables of the lines and titles of a style's film."""
_OF_A_CTA = _OF_A_LINE - {"cta"}
_OF_A_HOOK = _OF_A_CTA | {"strike", "deed"}


def check_template(loaded: Loaded) -> list[Problem]:
    """The texts of a script template against its inputs; `facts` may be used where `offline.facts` is."""
    document = loaded.document
    assert isinstance(document, ScriptTemplate)
    if not loaded.sound("inputs"):
        return []
    inputs = set(document.inputs)
    texts: list[tuple[Path, str, set[str]]] = [(("prompt",), document.prompt, inputs)]
    if document.system is not None:
        texts.append((("system",), document.system, inputs))
    facts = document.offline.facts
    wider = inputs | {"facts"} if facts else inputs
    for p, paragraph in enumerate(document.offline.paragraphs):
        texts += [(("offline", "paragraphs", p, a), text, wider) for a, text in enumerate(paragraph)]
    problems = [x for path, text, known in texts for x in unknown_variables(loaded.parsed, path, text, known)]
    if facts and facts.by not in inputs:
        hint = did_you_mean(facts.by, inputs) or f"inputs here: {', '.join(sorted(inputs)) or 'none'}"
        problems.append(loaded.problem(("offline", "facts", "by"), f"no input '{facts.by}'", hint))
    if document.min_words > document.max_words:
        problems.append(loaded.problem(("min_words",), "min_words is larger than max_words"))
    return problems[:MAX_PROBLEMS]


def check_style(loaded: Loaded) -> list[Problem]:
    """Texts of a style's film that use variables that there are not."""
    assert isinstance(loaded.document, Style)
    film = loaded.document.film
    if film is None:
        return []
    texts: list[tuple[Path, str, set[str]]] = []
    for number, scene in enumerate(film.scenes):
        path: Path = ("film", "scenes", number)
        texts += [((*path, n), getattr(scene, n) or "", set(OF_THE_PRODUCT)) for n in ("prompt", "stage")]
        if isinstance(scene.animate, str):
            texts.append(((*path, "animate"), scene.animate, set(OF_THE_PRODUCT)))
        for name in ("lines", "titles"):
            texts += [((*path, name, n), text, _OF_A_LINE) for n, text in enumerate(getattr(scene, name))]
    texts += [(("film", "hooks", n), text, _OF_A_HOOK) for n, text in enumerate(film.hooks)]
    texts += [(("film", "ctas", n), text, _OF_A_CTA) for n, text in enumerate(film.ctas)]
    return [p for path, text, known in texts for p in unknown_variables(loaded.parsed, path, text, known)]


def unknown_variables(parsed: Parsed, path: Path, text: str, known: set[str]) -> Iterator[Problem]:
    """The syntax error of a text, or else its variables that are not known."""
    if not is_template(text):
        return
    try:
        names = required_of(text)
    except RenderError as exc:
        yield Problem(parsed.file, *_syntax_place(parsed, path, exc), label(path) + exc.message, exc.hint)
        return
    for name in sorted(names - known):
        hint = did_you_mean(name, known) or f"known here: {', '.join(sorted(known)[:20]) or 'none'}"
        message = f"{label(path)}unknown variable '{name}'"
        yield Problem(parsed.file, *_name_place(parsed, path, name), message, hint)


def _syntax_place(parsed: Parsed, path: Path, exc: RenderError) -> tuple[int, int]:
    """Where in the file the syntax error is: the same error is looked for in the YAML source of the text,
    whose lines, unlike those of a folded text, are the file's.
    """
    node, _ = parsed.node(path)
    try:
        required_of(parsed.text[node.start : node.end])
    except RenderError as same:
        if same.message == exc.message and same.line > 1:
            line = parsed.lines.at(node.start)[0] + same.line - 1
            rest = parsed.text[parsed.lines.start(line) :]
            return line, len(rest) - len(rest.lstrip(" ")) + 1
    return parsed.at(path)


def _name_place(parsed: Parsed, path: Path, name: str) -> tuple[int, int]:
    node, _ = parsed.node(path)
    source = parsed.text[node.start : node.end]
    for mark in re.finditer(r"\{[{%].*?[}%]\}", source, re.DOTALL):
        word = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", mark[0])
        if word:
            return parsed.lines.at(node.start + mark.start() + word.start())
    return parsed.at(path)
