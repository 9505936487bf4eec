"""Strict YAML: text → a tree of nodes with positions → plain values.

PyYAML's parser gives the events; what they mean is decided here, by the YAML 1.2 core schema: `no` and `9:16`
and `2024-01-01` are text, `0o17` is 15. Duplicate keys, keys that are not text, tags, merge keys (`<<`), a
second document in the file, aliases that grow without bound and deep nesting are errors. The tree is built
without recursion, so no input can exhaust the stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import FORBIDDEN_IN_TEXT, MAX_YAML, Lines, check_size, decode, shorten
from mediagen.library.scalars import Plain, resolve
from mediagen.library.yaml_faults import A_COMMENT, COLOR, explain
from mediagen.plan.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

MAX_DEPTH = 50
MAX_VALUES = 500_000
MAX_ALIASED = 5_000_000
"""Weight (characters, and 16 per value) that aliases may add: as much as a file may have."""
MAX_PROBLEMS = 100

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNICODE_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""Line breaks for PyYAML (YAML 1.1), blanks in YAML 1.2."""


@dataclass(slots=True, eq=False)
class Node:
    """A value and where it is: offsets of its first character and of the one after its last.

    `source` is the text of an unquoted scalar before it was resolved. A mapping has `children` by key and the
    offset of each key in `keys`; a sequence has `children` in a list.
    """

    start: int
    end: int
    value: Plain = None
    source: str | None = None
    children: dict[str, Node] | list[Node] | None = None
    keys: dict[str, int] | None = None
    weight: int = 16

    def plain(self) -> Any:
        """A fresh copy of the value; aliases share nothing in it."""
        if self.children is None:
            return self.value
        if isinstance(self.children, dict):
            return {key: child.plain() for key, child in self.children.items()}
        return [child.plain() for child in self.children]

    def child(self, part: str | int) -> Node | None:
        if isinstance(self.children, dict):
            return self.children.get(part) if isinstance(part, str) else None
        if self.children is not None and isinstance(part, int) and -1 < part < len(self.children):
            return self.children[part]
        return None


class Parsed:
    """One parsed document: `value`, and where each part of it is."""

    def __init__(self, file: str, text: str, lines: Lines, root: Node) -> None:
        self.file = file
        self.text = text
        self.lines = lines
        self.root = root

    @property
    def value(self) -> Any:
        """The document as plain Python values; a fresh copy each time."""
        return self.root.plain()

    def node(self, path: Path) -> tuple[Node, int]:
        """The node at `path` or the nearest above it, and how many parts of the path lead to it."""
        node, depth = self.root, 0
        for part in path:
            below = node.child(part)
            if below is None:
                break
            node, depth = below, depth + 1
        return node, depth

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, or of the nearest mapping or list above it."""
        return self.lines.at(self.node(path)[0].start)

    def key_at(self, path: Path) -> tuple[int, int]:
        """Line and column of the key that `path` ends in; of the value where there is no such key."""
        parent, depth = self.node(path[:-1])
        if path and depth == len(path) - 1 and parent.keys and path[-1] in parent.keys:
            return self.lines.at(parent.keys[str(path[-1])])
        return self.at(path)

    def problem(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> Problem:
        line, column = self.key_at(path) if key else self.at(path)
        return Problem(self.file, line, column, message, hint)


def parse(data: bytes, file: str) -> Parsed:
    """`data`, one YAML document of at most 5 MB of UTF-8, as values with positions.

    Raises DocumentError with every problem found; `file` is the name shown in them.
    """
    check_size(data, file, MAX_YAML)
    text = decode(data, file).translate(_UNICODE_BREAKS)
    builder = _Builder(file, text)
    builder.run()
    if builder.root is None and not builder.problems:
        builder.problems.append(Problem(file, 0, 0, "the file has no content, comments at most"))
    if builder.problems or builder.root is None:
        raise DocumentError(builder.problems)
    return Parsed(file, text, builder.lines, builder.root)


def _offset(mark: Any) -> int:
    return int(mark.index)


class _StopError(Exception):
    """Enough is known; reading on would cost time or memory."""


class _Builder:
    """Events in, `root` and `problems` out."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = Lines(text)
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[tuple[Node, list[Node]]] = []
        """Unfinished collections, outermost first: the node, and for a mapping the key that waits."""
        self.anchors: dict[str, Node] = {}
        self.values = 0
        self.aliased = 0
        self.documents = 0

    def run(self) -> None:
        try:
            for event in self._events():
                self._take(event)
        except _StopError:
            pass
        except yaml.YAMLError as exc:
            self.problems.append(explain(exc, self.file, self.text, self.lines))
        except (ValueError, OverflowError):  # the pure parser on "\UFFFFFFFF"
            self.problems.append(Problem(self.file, 0, 0, "an escape names no character"))

    def _events(self) -> Iterator[Any]:
        return iter(yaml.parse(self.text, Loader=_LOADER))

    def _report(self, offset: int, message: str, hint: str = "", *, stop: bool = False) -> None:
        self.problems.append(Problem(self.file, *self.lines.at(offset), message, hint))
        if stop or len(self.problems) >= MAX_PROBLEMS:
            raise _StopError

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            node, _ = self.open.pop()
            node.end = _offset(event.end_mark)
            self._attach(node)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                hint = "put it in a file of its own"
                self._report(_offset(event.start_mark), "a second document begins here", hint, stop=True)

    def _new(self, event: Any) -> Node:
        """The node of an event, counted, checked for a tag and remembered by its anchor."""
        node = Node(event.start_mark.index, event.end_mark.index)
        self.values += 1
        if self.values > MAX_VALUES:
            message = f"the document has more than {MAX_VALUES:,} values, the limit"
            self._report(node.start, message, "long lists may be CSV or JSONL", stop=True)
        if event.tag is not None:
            message = f"tags such as {shorten(event.tag)} are not used here"
            self._report(node.start, message, "leave it out; what is in quotes is text")
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> None:
        node = self._new(event)
        text = nfc(event.value)
        node.weight += len(text)
        if event.implicit[0] and not event.style:
            node.source = text
            node.value = resolve(text)
            if not text and (swallowed := COLOR.match(self.text, max(0, node.start - 1))):
                self._report(swallowed.start(1), *A_COMMENT)
        else:
            node.value = text
        bad = FORBIDDEN_IN_TEXT.search(text)
        if bad:
            message = f"the text has the character U+{ord(bad[0]):04X}, which cannot be in a document"
            self._report(node.start, message, "delete it")
        self._attach(node)

    def _begin(self, event: Any) -> None:
        node = self._new(event)
        if isinstance(event, yaml.MappingStartEvent):
            node.children, node.keys = {}, {}
        else:
            node.children = []
        self.open.append((node, []))
        if len(self.open) > MAX_DEPTH:
            self._report(node.start, f"nested more than {MAX_DEPTH} deep, the limit", stop=True)

    def _alias(self, event: Any) -> None:
        start = event.start_mark.index
        target = self.anchors.get(event.anchor)
        if target is None:
            hint = "text that begins with * must be in quotes"
            self._report(start, f"there is no anchor &{shorten(event.anchor)[1:-1]} above", hint)
            target = Node(start, start)
        if any(node is target for node, _ in self.open):
            self._report(start, "an alias refers to what it is itself a part of", stop=True)
        self.aliased += target.weight
        if self.aliased > MAX_ALIASED:
            self._report(start, "the aliases make the document larger than 5 MB, the limit", stop=True)
        end = event.end_mark.index
        self._attach(Node(start, end, target.value, target.source, target.children, target.keys, target.weight))

    def _attach(self, node: Node) -> None:
        """Puts a finished node into the collection that is open, as key or as value."""
        if not self.open:
            self.root = node
            return
        parent, waiting = self.open[-1]
        parent.weight += node.weight
        if isinstance(parent.children, list):
            parent.children.append(node)
        elif not waiting:
            waiting.append(node)
        else:
            self._pair(parent, waiting.pop(), node)

    def _pair(self, parent: Node, key: Node, value: Node) -> None:
        assert isinstance(parent.children, dict)
        assert parent.keys is not None
        if not self._good_key(key):
            return
        name = str(key.value)
        if name in parent.keys:
            line, _ = self.lines.at(parent.keys[name])
            self._report(key.start, f"duplicate key {shorten(name)}", f"first on line {line}")
            return
        parent.children[name] = value
        parent.keys[name] = key.start

    def _good_key(self, key: Node) -> bool:
        if key.children is not None:
            hint = "a key is text"
            if self.text.startswith("{{", key.start - 1) or self.text.startswith("{{", key.start):
                hint = "text that begins with {{ must be in quotes"
            self._report(key.start, f"a key cannot be {shorten(key.plain())}", hint)
        elif key.source == "<<":
            self._report(key.start, "merge keys (<<) are not used here", "write the fields out")
        elif not isinstance(key.value, str):
            shown = key.source or "empty"
            self._report(key.start, f"a key must be text, not {shown[:60]}", f'in quotes it is: "{shown[:60]}"')
        else:
            return True
        return False
