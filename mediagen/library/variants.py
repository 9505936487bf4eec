"""Variants of an ad: patches over its document, read as if the whole had been written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mediagen.errors import DocumentError, Problem
from mediagen.library.load import Loaded, examine
from mediagen.library.yaml_strict import MAX_PROBLEMS, Node, Parsed
from mediagen.plan.ad import Ad
from mediagen.plan.storyboard import BASE

FIXED = ("kind", "schema", "id", "each", "limits", "variants")
"""What a variant cannot change: what the ad is, and what it is expanded over."""


def variants(ad: Loaded) -> dict[str, Loaded]:
    """The ad itself under BASE, then each of its variants, in the order of the file.

    A patch's mappings are laid over the document's, its scenes over the document's scenes one by one; all else
    replaces what is there, and null takes a field back to its default (a scene stays as it is). Raises DocumentError
    with every problem, each at its place in the patch.
    """
    made, problems = sound_variants(ad)
    if problems:
        raise DocumentError(problems)
    return made


def sound_variants(ad: Loaded) -> tuple[dict[str, Loaded], list[Problem]]:
    """The same, of each what is sound, and every problem of their form."""
    assert isinstance(ad.document, Ad)
    made = {BASE: ad}
    problems: list[Problem] = []
    for name in ad.document.variants:
        patch, _ = ad.parsed.node(("variants", name))
        found = [*_forbidden(ad.parsed, name, patch)]
        problems += found
        if not found:
            loaded, faults = examine(_patched(ad.parsed, patch), ad.path)
            problems += faults
            if loaded:
                made[name] = loaded
    return made, problems[:MAX_PROBLEMS]


def _forbidden(parsed: Parsed, name: str, patch: Node) -> Iterator[Problem]:
    if name == BASE:
        message = f"a variant cannot be called '{BASE}': that is the ad without any"
        yield parsed.problem(("variants", name), message, key=True)
    for field in FIXED:
        if isinstance(patch.children, dict) and field in patch.children:
            yield parsed.problem(("variants", name, field), f"a variant cannot change '{field}'", key=True)


def _patched(parsed: Parsed, patch: Node) -> Parsed:
    root = replace(parsed.root, children={k: v for k, v in _mapping(parsed.root).items() if k != "variants"})
    return Parsed(parsed.file, parsed.text, parsed.lines, _over(root, patch, "", 0))


def _over(base: Node, patch: Node, field: str, depth: int) -> Node:
    """`patch` laid over `base`; what comes from it keeps its place in the file."""
    if isinstance(patch.children, dict) and isinstance(base.children, dict):
        children = dict(base.children)
        for key, value in patch.children.items():
            if _is_null(value):
                children.pop(key, None)
            else:
                children[key] = _over(children[key], value, key, depth + 1) if key in children else value
        keys = {**(base.keys or {}), **(patch.keys or {})}
        return replace(patch, children=children, keys={k: keys[k] for k in children if k in keys})
    if field == "scenes" and depth == 1 and isinstance(patch.children, list) and isinstance(base.children, list):
        count = max(len(patch.children), len(base.children))
        scenes = [_scene(base.child(n), patch.child(n), depth) for n in range(count)]
        return replace(patch, children=scenes)
    return patch


def _scene(base: Node | None, patch: Node | None, depth: int) -> Node:
    if base is not None and patch is not None and not _is_null(patch):
        return _over(base, patch, "", depth + 1)
    found = base or patch
    assert found is not None
    return found


def _is_null(node: Node) -> bool:
    return node.children is None and node.value is None


def _mapping(node: Node) -> dict[str, Node]:
    assert isinstance(node.children, dict)
    return node.children
