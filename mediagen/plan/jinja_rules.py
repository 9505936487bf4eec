"""What a template may say: the syntax nodes, filters and tests that are allowed, and no others."""

from __future__ import annotations

from jinja2 import nodes

from mediagen.plan.inputs import did_you_mean
from mediagen.plan.variables import RenderError

MAX_DEPTH = 60
"""Of syntax nodes; deeper templates could exhaust the stack of the compiler."""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div,
    nodes.FloorDiv, nodes.Mod, nodes.Concat, nodes.Filter, nodes.Test, nodes.List, nodes.Tuple,
    nodes.Keyword, nodes.Call,
)  # fmt: skip
_NAMES: dict[type[nodes.Node], str] = {
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.Macro: "{% macro %}",
    nodes.CallBlock: "{% call %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.With: "{% with %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.Pow: "**",
    nodes.Dict: "a mapping",
}
FILTER_NAMES = (
    *("abs", "capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "lower"),
    *("title", "trim", "truncate", "upper", "wordcount"),
    *("join", "replace", "round"),
)
TEST_NAMES = (
    *("boolean", "defined", "divisibleby", "even", "false", "float", "in", "integer", "none", "number"),
    *("odd", "string", "true", "undefined", "eq", "ne", "lt", "le", "gt", "ge", "equalto"),
    *("==", "!=", "<", "<=", ">", ">="),
)
_GUARDS = frozenset({"default", "d", "defined", "undefined"})
_CAN = "a template may use {{ }}, if, for and filters"


def check(tree: nodes.Template) -> set[str]:
    """The names that `default` or `is defined` guards. Raises RenderError for what is not allowed."""
    optional: set[str] = set()
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise RenderError("the template is nested too deep", node.lineno)
        if not isinstance(node, _ALLOWED):
            what = _NAMES.get(type(node), type(node).__name__)
            raise RenderError(f"{what} cannot be used in a template", node.lineno, hint=_CAN)
        _check_node(node)
        if isinstance(node, nodes.Filter | nodes.Test) and node.name in _GUARDS:
            optional.update(n.name for n in _names(node.node))
        waiting.extend((child, depth + 1) for child in node.iter_child_nodes())
    return optional


def _names(node: nodes.Node | None) -> list[nodes.Name]:
    if isinstance(node, nodes.Name):
        return [node]
    return list(node.find_all(nodes.Name)) if node is not None else []


def _check_node(node: nodes.Node) -> None:
    line = node.lineno
    if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name == "range"):
        method = f"{node.node.attr}()" if isinstance(node.node, nodes.Getattr) else "this"
        raise RenderError(f"{method} cannot be called in a template", line, hint="filters can: {{ x|upper }}")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise RenderError(f"'.{node.attr}' cannot be used in a template", line)
    if isinstance(node, nodes.For) and node.recursive:
        raise RenderError("a recursive loop cannot be used in a template", line)
    what, known = ("filter", FILTER_NAMES) if isinstance(node, nodes.Filter) else ("test", TEST_NAMES)
    if isinstance(node, nodes.Filter | nodes.Test) and node.name not in known:
        names = sorted(n for n in known if n.isidentifier())
        hint = did_you_mean(node.name, names) or f"there are: {', '.join(names)}"
        raise RenderError(f"unknown {what} '{node.name}'", line, hint=hint)
