"""Texts with variables: what a template may do, what it may not, and that Jinja2 is loaded only where it is needed."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mediagen.plan.jinja import compile_template
from mediagen.plan.variables import RenderError, is_template, render, required_of, value_of, variables_of

VARIABLES = {
    "sport": "Judo",
    "n": 3,
    "facts": {"verb": "train", "places": ["mat", "hall"]},
    "xs": ["a", "b"],
    "items": "not a method",
}


def error(template, variables=VARIABLES):
    with pytest.raises(RenderError) as caught:
        render(template, variables)
    return caught.value


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi {{ sport }}!", "Hi Judo!"),
        ("{{ sport|lower }} {{ facts.verb }} {{ facts['verb'] }}", "judo train train"),
        ("{{ facts.places|join(' and ') }}", "mat and hall"),
        ("{{ n + 1 }} {{ n * 2 }} {{ n // 2 }} {{ -n }}", "4 6 1 -3"),
        ("{{ sport ~ n }}", "Judo3"),
        ("{% if n > 2 %}many{% else %}few{% endif %}", "many"),
        ("{% for x in xs %}{{ x }}{{ ', ' if not loop.last }}{% endfor %}", "a, b"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("{{ nick|default('champion') }}", "champion"),
        ("{% if nick is defined %}{{ nick }}{% endif %}x", "x"),
        ("{{ true }} {{ 2.5 }}", "true 2.5"),
        ("{{ sport[0] }}{{ sport[1:] }}", "Judo"),
        ("{{ sport|replace('J', 'L') }}", "Ludo"),
        ("{# said by nobody #}x", "x"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("a {{ '&<' }}\n", "a &<\n"),
    ],
)
def test_what_a_template_may_do(template, text):
    assert render(template, VARIABLES) == text


@given(st.text().filter(lambda t: "{{" not in t and "{%" not in t and "{#" not in t))
def test_text_without_marks_is_itself(text):
    assert render(text, {}) == text
    assert variables_of(text) == frozenset()


def test_text_without_marks_never_imports_jinja2():
    code = (
        "import sys; from mediagen.plan.variables import render, variables_of\n"
        "assert render('{ plain } 100 % # text', {}); variables_of('x')\n"
        "assert 'jinja2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_printing_variables_that_are_texts_or_numbers_never_imports_jinja2():
    code = (
        "import sys; from mediagen.plan.variables import render, required_of\n"
        "given = {'thing': 'boat', 'color': 'red', 'seats': 8, 'speed': 2.5}\n"
        "assert render('A {{ thing|truncate(19) }}, {{ color}}, {{ seats }}.', given) == 'A boat, red, 8.'\n"
        "assert render('{{ speed }}', given) == '2.5'\n"
        "assert required_of('A {{ thing }}') == {'thing'}\n"
        "assert 'jinja2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


PIECES = ["{{ a }}", "{{b}}", "{{  a}}", "{{ true }}", "{{ n }}", "{{ range }}", "{{ self }}", "{{-a}}", "{{ no }}"]
PIECES += ["{{ a|truncate(1) }}", "{{ b|truncate(10) }}", "{{ n|truncate(9) }}"]
PIECES += ["{", "}", "}}", "%}", "{#", " ", "x", "\n", "\r\n", "é", "{{", "{{ a b }}", "{% if a %}", "{% endif %}"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.one_of(st.integers(), st.floats(), st.booleans()))
@example("{{ n }}", 10**5_000)
def test_a_template_means_the_same_with_and_without_jinja2(template, number):
    assume(is_template(template))
    variables = {"a": "A", "b": "<{{ a }}>", "n": number, "true": "no", "range": "no", "self": "no"}

    def by_jinja2():
        compiled = compile_template(template)
        return compiled.render(variables), compiled.names, compiled.required

    def here():
        return render(template, variables), variables_of(template), required_of(template)

    outcomes = []
    for way in (here, by_jinja2):
        try:
            outcomes.append(way())
        except RenderError as exc:
            outcomes.append(str(exc))
    assert outcomes[0] == outcomes[1]


def test_an_unknown_variable_is_named_with_its_line_and_a_close_one():
    found = error("one\ntwo {{ sprot }}")
    assert (found.message, found.hint, found.line) == (
        "unknown variable 'sprot'",
        "did you mean 'sport'?",
        2,
    )


def test_a_missing_field_of_a_mapping_is_named_with_a_close_one():
    assert str(error("{{ facts.vreb }}")) == "there is no 'vreb' in this value (did you mean 'verb'?)"


def test_a_syntax_error_has_its_line():
    assert error("one\n\n{{ sport").line == 3


@pytest.mark.parametrize(
    "template",
    [
        "{{ sport.upper() }}",
        "{{ ''.__class__ }}",
        "{{ sport['__class__'] }}",
        "{{ sport|attr('__class__') }}",
        "{{ facts.__init__ }}",
        "{{ facts.keys }}",
        "{{ self }}",
        "{{ cycler }}",
        "{{ range.__globals__ }}",
        "{{ loop.__init__ }}",
        "{% for x in xs %}{{ loop.cycle }}{% endfor %}",
        "{% set a = 1 %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% filter upper %}x{% endfilter %}",
        "{% with a = 1 %}{% endwith %}",
        "{% for x in xs recursive %}{{ loop(xs) }}{% endfor %}",
        "{{ {'a': 1} }}",
        "{{ 2 ** 9 }}",
        "{{ 'a' * 9 }}",
        "{{ '%s' % n }}",
        "{{ xs + xs }}",
        "{{ xs }}",
        "{{ none }}",
        "{{ namespace() }}",
        "{{ sport|safe }}",
        "{{ sport|map('upper') }}",
    ],
)
def test_what_a_template_may_not_do(template):
    assert error(template).message


HANGS = [
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(9) %}" + "x" * 1000 + "{% endfor %}{% endfor %}",
    "{{ 'aaaaaaaaaa'" + "|replace('a', 'aaaaaaaaaa')" * 40 + " }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ n|round(1000000000) }}{{ 'x' * 1000000000 }}",
    "{{ " + "(" * 20_000,
    "{{ " + "not " * 20_000 + "n }}",
    "{{ " + "-" * 20_000 + "n }}",
    "{{ n" + "|abs" * 20_000 + " }}",
    "{% if n %}" * 200 + "{% endif %}" * 200,
    "{% for x in xs %}" * 25 + "{% endfor %}" * 25,
    "{{ " + "9" * 20_000 + " }}",
    "{{" * 20_000,
    "{{ n }}" * 50_000,
]


@pytest.mark.parametrize("template", HANGS, ids=[t[:40] for t in HANGS])
def test_a_template_that_would_run_or_write_without_end_is_refused_at_once(template):
    began = time.monotonic()
    error(template)
    assert time.monotonic() - began < 60


def test_the_undeclared_variables_are_known_without_rendering():
    template = "{{ a }}{% for x in xs %}{{ x }}{{ loop.index }}{% endfor %}{{ b|default('') }}{{ range(2)|join }}"
    assert variables_of(template) == {"a", "b", "xs"}
    assert required_of(template) == {"a", "xs"}


def test_a_bare_variable_keeps_its_type():
    assert value_of(" {{ n }} ", VARIABLES) == 3
    assert value_of("{{ n }}.", VARIABLES) == "3."
    assert value_of("{{ sport }}", VARIABLES) == "Judo"


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "{%",
                "%}",
                "{#",
                "#}",
                "if",
                "endif",
                "for",
                "in",
                "endfor",
                "sport",
                "n",
                "xs",
                "facts",
                ".",
                "|",
                "(",
                ")",
                "[",
                "]",
                "1",
                "'a'",
                "+",
                "~",
                "-",
                "==",
                "is",
                "not",
                "defined",
                "upper",
                "join",
                "default",
                "range",
                "raw",
                "endraw",
                ",",
                "\n",
                ":",
                "loop",
                "else",
            ]
        ),
        max_size=14,
    ).map(" ".join)
)
@example("{{ loop }}{% for loop in xs %}{% endfor %}")
@example("{{ range }}")
def test_any_template_renders_or_is_a_render_error(template):
    with contextlib.suppress(RenderError):
        assert isinstance(render(template, VARIABLES), str)


@given(st.text(max_size=300))
def test_what_a_variable_holds_is_never_run(value):
    assert render("<{{ v }}>", {"v": value}) == f"<{value}>"
