"""A document of which some parts have faults of form: the others are checked in company all the same."""

from __future__ import annotations

import pytest

from mediagen.library.documents import Library
from mediagen.plan.documents import Ad

HEAD = "kind: narrative\nschema: 1\nid: talk\n"
NO_TEMPLATE = "no script template 'none' (script templates here: none)"


@pytest.fixture
def said(tmp_path):
    """Writes a document, and says what is wrong with it: line:column: message."""

    def check(text, *, more="", name="narratives/talk.yaml"):
        for path, content in {name: text, **({"narratives/more.yaml": more} if more else {})}.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(content, encoding="utf-8")
        library = Library((tmp_path / "narratives",), (tmp_path / "templates",), tmp_path)
        return [str(p).removeprefix(f"{name}:") for p in library.check([tmp_path / name])]

    return check


def test_an_item_is_checked_in_company_whatever_is_wrong_with_another(said):
    items = "items:\n- {id: a, script: none}\n- {id: b, text: ''}\n- {id: a, text: '{{ who }}'}\n"
    assert said(HEAD + "voices: [nova]\n" + items) == [
        f"6:19: {NO_TEMPLATE}",
        "7:17: items[1].text: is empty",
        "8:8: duplicate item id 'a' (first on line 6)",
        "8:21: items[2].text: unknown variable 'who' (known here: none)",
    ]


def test_what_a_narrative_lacks_as_a_whole_is_told_with_the_rest(said):
    assert said(HEAD + "speed: 3\nitems: [{id: a, script: none}]\n") == [
        "1:1: no voices: set voices for the document or for a",
        "4:8: speed: at most 1.2 is meant, not 3",
        f"5:25: {NO_TEMPLATE}",
    ]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("vars: {who: [1]}", "vars.who: text, a whole number, a number or true or false is meant, not a list"),
        ("vras: {who: Ann}", "unknown field 'vras' (did you mean 'vars'?)"),
        ("each: [sports]", "each: text is meant, not a list"),
        ("inputs: {who: {type: text}}", "inputs.who.type: 'text' is not known here"),
    ],
)
def test_no_variable_is_called_unknown_where_it_may_be_what_the_fault_is_in(said, wrong, fault):
    found = said(HEAD + f"voices: [nova]\n{wrong}\nitems: [{{id: a, text: 'Hi {{{{ who }}}}'}}]\n")
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(("field", "blames"), [("voicse", False), ("titel", True)])
def test_voices_are_not_missed_where_an_unknown_field_may_mean_them(said, field, blames):
    found = said(HEAD + f"{field}: x\nitems: [{{id: a, text: Hi}}]\n")
    assert [f for f in found if "no voices" in f] == ["1:1: no voices: set voices for the document or for a"] * blames


def test_an_ad_is_checked_in_company_but_for_the_parts_that_are_wrong(said):
    ad = "kind: ad\nschema: 1\nid: ad\nproduct: {name: '', description: A lamp}\nstyle: none\nvoices: [nova]\n"
    ad += (
        "scenes: [{voice: '{{ who }}'}, {gain_db: 99}, {image: none.png}]\nvariants: {b: {colour: red, style: gone}}\n"
    )
    found = said(ad)
    assert [f.partition(" (")[0] for f in found[:4]] == [
        "4:17: product.name: is empty",
        "5:8: no style 'none'",
        "7:22: scenes[0].voice: unknown variable 'who'",
        "7:42: scenes[1].gain_db: at most 12 is meant, not 99",
    ]
    assert [f.partition(" (")[0] for f in found[4:]] == [
        "7:55: scenes[2].image: there is no file 'none.png'",
        "8:16: unknown field 'colour'",
        "8:36: no style 'gone'",
    ]


def test_a_script_template_and_a_list_are_checked_as_far_as_their_form_is_known(said):
    template = (
        "kind: script_template\nschema: 1\nid: t\nmin_words: 0\nprompt: '{{ who }}'\noffline: {paragraphs: [[a]]}\n"
    )
    assert said(template, name="templates/t.yaml") == [
        "4:12: min_words: at least 1 is meant, not 0",
        "5:13: prompt: unknown variable 'who' (known here: none)",
    ]
    rows = "kind: list\nschema: 1\nid: l\ntitel: x\nkey: sport\nrows: [Judo, judo]\n"
    assert [f[:5] for f in said(rows, name="narratives/l.yaml")] == ["4:1: ", "6:1: "]


def test_a_document_named_by_its_id_is_checked_like_its_file(tmp_path, said):
    said(HEAD + "voices: [nova]\nspeed: 3\nitems: [{id: a, script: none}]\n")
    library = Library((tmp_path / "narratives",), (tmp_path / "templates",), tmp_path)
    assert library.check(["talk"]) == library.check([tmp_path / "narratives" / "talk.yaml"])
    assert len(library.check(["talk"])) == 2


def test_what_stands_for_a_part_is_never_told_as_the_documents_own(tmp_path):
    """Every field a document needs, one at a time of a wrong type: one fault each."""
    fields = {"id": "x", "product": "{name: Halo, description: A lamp}", "style": "luxury", "voices": "[nova]"}
    (tmp_path / "narratives").mkdir()
    for wrong in fields:
        given = {**fields, wrong: "{a: [1]}"}
        text = "kind: ad\nschema: 1\n" + "".join(f"{name}: {value}\n" for name, value in given.items())
        (tmp_path / "narratives" / "ad.yaml").write_text(text)
        library = Library((tmp_path / "narratives",), (), tmp_path)
        [ad] = library.sound([tmp_path / "narratives" / "ad.yaml"])
        assert isinstance(ad.document, Ad)
        assert {part for (part, *_) in ad.unsound} == {wrong}
        here = [p.line for p in library.check([tmp_path / "narratives" / "ad.yaml"])]
        assert set(here) <= {list(given).index(wrong) + 3, list(given).index("style") + 3}
