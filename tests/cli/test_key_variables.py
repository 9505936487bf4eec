"""Where `key_variable` says so, the key is in another variable, and every command names that one."""

from __future__ import annotations

import pytest

from tests.support.vendors.server import answer_json, serving
from tests.support.vendors.shop import BUYERS, Shop
from tests.support.vendors.together import KEYS, Together

USUAL = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "elevenlabs": "ELEVENLABS_API_KEY",
    "fal": "FAL_KEY",
}
NEAR = {"no_proxy": "127.0.0.1"}
EVERY = pytest.mark.parametrize(("kind", "vendor"), BUYERS, ids=[f"{kind}-{vendor}" for kind, vendor in BUYERS])


def shop_of(tmp_path, kind, vendor, url, variable="OUR_KEY"):
    shop = Shop(tmp_path / "project")
    shop.configure(kind, vendor, url)
    path = shop.folder / "mediagen.toml"
    line = f'[provider.{vendor}]\nkey_variable = "{variable}"\n'
    path.write_text(path.read_text().replace(f"[provider.{vendor}]\n", line))
    return shop


@EVERY
def test_the_key_in_it_is_used_and_it_is_named_where_there_is_none(tmp_path, kind, vendor):
    usual = USUAL[vendor]
    with serving(Together()) as server:
        shop = shop_of(tmp_path, kind, vendor, server.url)
        missing = shop.here("seed", **NEAR, **{usual: KEYS[usual]})
        assert (missing.status, server.seen) == (3, [])
        assert "OUR_KEY" in missing.err
        assert usual not in missing.err + missing.out
        assert shop.here("seed", "--json", **NEAR, OUR_KEY=KEYS[usual]).json["made"] == 1


@EVERY
@pytest.mark.parametrize("status", [401, 403])
def test_it_is_named_where_the_key_is_refused(tmp_path, kind, vendor, status):
    refused = answer_json({"error": {"message": "no", "code": None}, "detail": "no"}, status)
    with serving(lambda request: request.body and refused) as server:
        run = shop_of(tmp_path, kind, vendor, server.url).here("seed", **NEAR, OUR_KEY="sk-0123456789")
    assert run.status == 3
    assert "set OUR_KEY to a key of an account that may do this" in run.err
    assert USUAL[vendor] not in run.err + run.out


@pytest.mark.parametrize("vendor", USUAL)
def test_config_doctor_and_providers_name_it_and_not_the_usual_one(tmp_path, vendor):
    kind = {vendor: kind for kind, vendor in BUYERS}[vendor]
    shop = shop_of(tmp_path, kind, vendor, "http://127.0.0.1:1")
    for value, said in (("sk-0123456789abcdef", "OUR_KEY is set"), ("", "OUR_KEY is not set")):
        found = {f["name"]: f for f in shop.here("doctor", "--json", **NEAR, OUR_KEY=value).json["findings"]}
        assert said in found["keys"]["detail"].split(", ")
        assert USUAL[vendor] not in found["keys"]["detail"]
        assert found[kind]["ok"] is bool(value)
        assert USUAL[vendor] not in found[kind]["detail"] + found[kind]["remedy"]
    config = shop.here("config", "--json", **NEAR, OUR_KEY="sk-0123456789abcdef").json
    assert config["secrets"]["OUR_KEY"] == "set (…cdef)"
    assert USUAL[vendor] not in config["secrets"]
    assert config["settings"][f"provider.{vendor}.key_variable"]["value"] == "OUR_KEY"
    rows = shop.here("providers", "--json", **NEAR, OUR_KEY="x").json["providers"]
    assert {(r["key_variable"], r["key_set"]) for r in rows if r["provider"] == vendor} == {("OUR_KEY", True)}


@pytest.mark.parametrize("command", ["config", "doctor", "providers", "seed"])
def test_a_key_that_is_put_there_instead_of_its_name_is_shown_nowhere(tmp_path, command):
    shop = shop_of(tmp_path, "speech", "elevenlabs", "http://127.0.0.1:1", "sk_0123456789abcdef")
    run = shop.here(command, **NEAR)
    assert run.status == 3
    assert "key_variable: it is the name of an environment variable, in capitals" in run.out + run.err
    assert "sk_0123456789abcdef" not in run.out + run.err
