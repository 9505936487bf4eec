"""What every provider promises, over every row of the table: a row added later is covered as it stands.

Rows that need a key are called through their SDKs at a server on this machine that speaks their vendors' protocols.
"""

from __future__ import annotations

import hashlib
import json
import math
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mediagen.checks import checked
from mediagen.errors import ConfigError, ItemError
from mediagen.plan.documents import Facts, ScriptTemplate
from mediagen.plan.requests import (
    KINDS,
    AnalysisRequest,
    ImageRequest,
    ScriptRequest,
    SourceRequest,
    SpeechRequest,
    VideoRequest,
)
from mediagen.providers import TABLE
from mediagen.providers.connection import credential
from mediagen.providers.prices import prices
from mediagen.providers.protocol import Queue
from tests.support.encode import scene
from tests.support.vendors import server as vendors_server
from tests.support.vendors.together import Together, settings
from tests.support.web import serving

pytestmark = pytest.mark.usefixtures("direct")

ROOT = Path(__file__).parents[2]
TEMPLATE = ScriptTemplate.model_validate(
    yaml.safe_load((ROOT / "templates/goal_visualisation_sport_only_07.yaml").read_text())
)
SCRIPT = ScriptRequest(
    provider="", model="", template=TEMPLATE.id, template_digest="d", inputs=(("sport", "rowing"),), document=TEMPLATE
)
SPEECH = SpeechRequest(provider="", model="", voice="", text="Welcome back. Where did we stop?")
IMAGE = ImageRequest(provider="", model="", prompt="a mountain lake at dawn", width=256, height=192)
ANALYSIS = AnalysisRequest(provider="", model="", image_digest="d", product="a lamp", image="lamp.png")
VIDEO = VideoRequest(
    provider="",
    model="",
    prompt="a lake, waves",
    source_digest="d",
    width=192,
    height=108,
    seconds=5,
    source="lamp.png",
)
SOURCE = SourceRequest(provider="", model="", url="http://example.org/x.png")


def over(*rows):
    """A test for each of `rows`."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.kind}-{row.name}") for row in rows])


every_row = over(*TABLE.values())
PAID = [row for row in TABLE.values() if row.key_variable]


@pytest.fixture(scope="module", autouse=True)
def vendors():
    """The server of all vendors."""
    with vendors_server.serving(Together()) as server:
        VENDORS["url"] = server.url
        yield server
        provider.cache_clear()


VENDORS = {}


@pytest.fixture(scope="module")
def web():
    with serving() as server:
        yield server


@pytest.fixture
def example(row, web, tmp_path):
    """A request that the row can make."""
    scene(640, 480).save(tmp_path / "lamp.png")
    own = {
        "source": {"url": web.url("/x.png")},
        "analysis": {"image": str(tmp_path / "lamp.png")},
        "video": {"source": str(tmp_path / "lamp.png")},
    }
    return replace(example_of(row), **own.get(row.kind, {}))


def example_of(row):
    """A request of the row's kind for it; files and URLs that it names are not there."""
    examples = {one.kind: one for one in (SCRIPT, SPEECH, IMAGE, SOURCE, ANALYSIS, VIDEO)}
    request = replace(examples[row.kind], provider=row.name, model=row.model)
    return replace(request, voice=own_name(row.voices[0])) if row.voices else request


def own_name(voice):
    return voice.id or voice.name


@cache
def provider(kind, name):
    row = TABLE[kind, name]
    return row.load(settings(row, VENDORS["url"]) if row.key_variable else {})


def made(row, request):
    """As the studio has it made."""
    if row.refuses is not None and (refusal := row.refuses(request)) is not None:
        raise refusal.error()
    live = provider(row.kind, row.name)
    if not isinstance(live, Queue):
        return live.make(request)
    ticket = live.submit(request)
    while (reply := live.collect(request, ticket)) is None:
        pass
    return reply


# -- what is true of rows ------------------------------------------------------------------------------------------


@every_row
def test_a_row_says_what_it_is(row):
    assert TABLE[row.kind, row.name] is row
    assert row.kind in KINDS
    assert re.fullmatch(r"[a-z0-9_-]+", row.name)  # "name:model" is written in the configuration
    assert row.model
    assert row.about
    assert row.threads >= 0


@every_row
def test_a_row_names_its_models_with_the_default_among_them(row):
    assert row.model in row.models or not row.models
    assert row.models or row.key_variable  # what is our own is known


@every_row
def test_only_speech_has_voices_each_with_a_name_a_language_and_a_description(row):
    names = [voice.name for voice in row.voices]
    assert len(set(names)) == len(names)
    assert (row.kind == "speech") >= bool(names)
    assert names or row.kind != "speech" or row.key_variable
    for voice in row.voices:
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", voice.language)
        assert voice.gender in {"female", "male", "neutral"}
        assert voice.description


@every_row
def test_an_offline_row_needs_no_key(row):
    assert not (row.offline and row.key_variable)


def test_each_kind_that_documents_ask_for_has_an_offline_row():
    assert {row.kind for row in TABLE.values() if row.offline} >= {"script", "speech", "image"}


@over(*(row for row in TABLE.values() if row.models))
def test_a_model_that_the_row_does_not_name_is_refused_with_the_known_ones(row, project):
    project.narrative(["Hello."])
    project.write("mediagen.toml", f'[providers]\n{row.kind} = "{row.name}:nonesuch-9"\n')
    run = project.here("plan")
    assert run.status == 3
    assert f"{row.name} has no such model" in run.err
    assert row.model in run.err


# -- prices --------------------------------------------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.text(max_size=9), st.text(max_size=99)), max_size=3).map(tuple)
NUMBERS = st.floats(allow_nan=True) | st.integers(-10, 10**7)
REQUESTS = {
    "script": st.builds(replace, st.just(SCRIPT), template=st.text(), inputs=PAIRS, language=st.text(), shown=PAIRS),
    "speech": st.builds(
        replace, st.just(SPEECH), text=st.text(), voice=st.text(), language=st.text(), speed=NUMBERS, format=st.text()
    ),
    "image": st.builds(
        replace,
        st.just(IMAGE),
        prompt=st.text(),
        width=st.integers(-10, 10**7),
        height=st.integers(-10, 10**7),
        mode=st.text(),
        steps=st.integers(-10, 10**4),
        guidance=NUMBERS,
        strength=NUMBERS,
    ),
    "analysis": st.builds(
        replace, st.just(ANALYSIS), product=st.text(), description=st.text(), language=st.text(), settings=PAIRS
    ),
    "video": st.builds(
        replace, st.just(VIDEO), prompt=st.text(), width=st.integers(-10, 10**7), seconds=NUMBERS, settings=PAIRS
    ),
    "source": st.builds(SourceRequest, provider=st.text(), model=st.text(), url=st.text()),
}


@every_row
@given(data=st.data())
def test_an_estimate_is_a_price_or_none_whatever_is_asked_for(row, data):
    request = replace(data.draw(REQUESTS[row.kind]), model=data.draw(st.sampled_from([row.model, *row.models, "?"])))
    price, most = prices().estimate(row, request), prices().most(row, request)
    assert price is None or (math.isfinite(price) and price >= 0)
    assert most is None if price is None else most >= price - 1e-12


@every_row
def test_what_is_made_offline_costs_nothing_and_the_rest_has_a_price_for_its_own_model(row):
    price = prices().estimate(row, example_of(row))
    assert price == 0 if row.offline else price is not None


# -- what is made --------------------------------------------------------------------------------------------------


@every_row
def test_what_is_made_passes_the_checks_of_its_kind(row, example):
    reply = made(row, example)
    facts = {**reply.facts, **checked(example, reply)}
    assert facts
    json.dumps(facts, allow_nan=False)
    for attachment in reply.attachments.values():
        json.loads(attachment)
    assert reply.cost_usd in {None, 0.0}


@over(*(row for row in TABLE.values() if row.voices))
def test_every_voice_speaks(row):
    for voice in row.voices:
        request = replace(example_of(row), voice=own_name(voice), text="Hello.", format="wav")
        assert checked(request, made(row, request))["duration_s"] > 0.3


@over(*(row for row in TABLE.values() if row.offline))
def test_the_same_request_gives_the_same_bytes(row, example):
    first, second = made(row, example), made(row, replace(example))
    assert (first.data, first.attachments, first.facts) == (second.data, second.attachments, second.facts)


CHANGES = {
    "script": {"inputs": (("sport", "judo"),)},
    "speech": {"text": "Welcome back. Where did we begin?"},
    "image": {"seed": 1},
    "analysis": {"product": "a chair"},
    "video": {"prompt": "a lake, boats"},
}


@over(*(row for row in TABLE.values() if row.offline))
def test_another_request_gives_other_bytes(row, example):
    assert made(row, replace(example, **CHANGES[row.kind])).data != made(row, example).data


@over(*PAID)
def test_another_request_is_sent_otherwise_and_the_same_alike_each_by_one_post(row, example, vendors):
    before = len(vendors.posts())
    for request in (example, replace(example, **CHANGES[row.kind]), replace(example)):
        made(row, request)
    first, other, again = (post.body for post in vendors.posts()[before:])
    assert first == again != other


@over(*PAID)
def test_a_reply_is_asked_for_unpacked_as_what_breaks_in_unpacking_could_not_be_kept(row, example, vendors):
    before = len(vendors.seen)
    made(row, example)
    assert {seen.headers["accept-encoding"] for seen in vendors.seen[before:]} == {"identity"}


@every_row
def test_many_threads_at_once_get_the_same_bytes(row, example):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: made(row, example).data, range(12)))
    assert len(set(replies)) == 1


def facts_of(table, by):
    offline = TEMPLATE.offline.model_copy(update={"facts": Facts(table=table, by=by)})
    return TEMPLATE.model_copy(update={"offline": offline})


# kind → what is wrong → how the example is changed
WRONG = {
    "script": {
        "unknown table of facts": {"document": facts_of("nonesuch", "sport")},
        "facts by no input": {"document": facts_of("sports", "nonesuch")},
    },
    "speech": {
        "unknown voice": {"voice": "nonesuch"},
        "no voice": {"voice": ""},
        "unknown format": {"format": "ogg"},
        "unknown language": {"language": "xx"},
        "too fast": {"speed": 9.0},
        "a speed that is no number": {"speed": math.nan},
        "no text": {"text": ""},
        "unspeakable text": {"text": "…\0"},
    },
    "image": {
        "no width": {"width": 0},
        "negative height": {"height": -5},
        "too large": {"width": 100_000, "height": 100_000},
        "unknown mode": {"mode": "nonesuch"},
        "no source": {"mode": "image_to_image"},
        "lost source": {"mode": "image_to_image", "source": "nonesuch.png", "source_digest": "0" * 64},
    },
    "source": {
        "no URL": {"url": ""},
        "another scheme": {"url": "ftp://example.org/x.png"},
        "no host": {"url": "http:///x.png"},
        "nobody there": {"url": "http://127.0.0.1:1/x.png"},
    },
}


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        pytest.param(row, changes, id=f"{row.kind}-{row.name}-{fault}")
        for row in TABLE.values()
        if not row.key_variable
        for fault, changes in WRONG.get(row.kind, {}).items()
    ],
)
def test_what_is_not_there_is_an_items_fault_with_a_remedy(row, changes):
    with pytest.raises(ItemError) as error:
        made(row, replace(example_of(row), **changes))
    assert error.value.message
    assert error.value.remedy


@every_row
def test_what_can_be_made_is_not_refused(row):
    assert row.refuses is None or row.refuses(example_of(row)) is None


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        pytest.param(row, changes, id=f"{row.kind}-{row.name}-{fault}")
        for row in TABLE.values()
        if row.refuses is not None
        for fault, changes in WRONG.get(row.kind, {}).items()
    ],
)
def test_a_refusal_names_the_field_that_is_at_fault(row, changes):
    refusal = row.refuses(replace(example_of(row), **changes))
    assert refusal is None or refusal.field in {*changes, "size"}


# What a vendor is not asked for.
NOT_SENT = {
    "speech": ["unknown format", "too fast", "a speed that is no number", "no text"],
    "image": ["lost source"],
    "analysis": ["lost picture"],
    "video": ["lost source", "another length"],
}
WRONG["analysis"] = {"lost picture": {"image": "nonesuch.png"}}
WRONG["video"] = {"lost source": {"source": "nonesuch.png"}, "another length": {"seconds": 3.3}}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param(row, fault, id=f"{row.kind}-{row.name}-{fault}")
        for row in PAID
        for fault in NOT_SENT.get(row.kind, ())
    ],
)
def test_what_cannot_be_made_costs_nothing_as_nobody_is_asked(row, fault, example, vendors):
    before = len(vendors.seen)
    with pytest.raises(ItemError) as error:
        made(row, replace(example, **WRONG[row.kind][fault]))
    assert error.value.unbilled
    assert error.value.remedy
    assert len(vendors.seen) == before


# -- what is needed ------------------------------------------------------------------------------------------------

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}:
        raise PermissionError(f"{event} {arguments[1:]}")
sys.addaudithook(refuse)
"""
MAKE = """
import hashlib, pickle
from mediagen.providers import TABLE
request = pickle.loads(REQUEST)
print(hashlib.sha256(TABLE[request.kind, request.provider].load({}).make(request).data).hexdigest())
"""
IMPORTED = """
import sys
before = set(sys.modules)
from mediagen.providers import TABLE
assert all(TABLE[name] for name in TABLE)
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*(name for name in new - sys.stdlib_module_names if not name.startswith("_")))
"""


def python(code, hash_seed="0"):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.slow
@over(*(row for row in TABLE.values() if row.offline))
def test_an_offline_row_makes_the_same_bytes_in_any_process_without_network_home_or_environment(row):
    code = NO_NETWORK + MAKE.replace("REQUEST", repr(pickle.dumps(example_of(row))))
    here = hashlib.sha256(made(row, example_of(row)).data).hexdigest()
    assert python(code, "1") == python(code, "2") == [here]


def test_the_guard_against_the_network_holds():
    with pytest.raises(AssertionError, match=r"PermissionError: socket\.(connect|getaddrinfo)"):
        python(NO_NETWORK + "import socket; socket.create_connection(('127.0.0.1', 1))")


def test_no_vendors_package_is_imported_with_the_table():
    ours = {"mediagen", "pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
    assert set(python(IMPORTED)) <= ours


@over(*PAID)
def test_a_provider_that_lacks_its_key_says_which(row):
    with pytest.raises(ConfigError, match=row.key_variable) as caught:
        credential(row.key_variable, {}, row.name, row.kind)
    instead = "offline" if (row.kind, "offline") in TABLE else ""
    assert f'set providers.{row.kind} = "{instead}"' in caught.value.remedy
