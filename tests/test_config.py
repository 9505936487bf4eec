"""Settings: which source wins, where each value came from, faults with their place; and that no secret is ever shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen import config
from mediagen.config import duration, duration_text, mask, size_bytes
from mediagen.config.settings import VOICES
from mediagen.config.sources import read_sources
from mediagen.errors import ConfigError
from mediagen.providers import TABLE

SECRET = "sk-live-0123456789abcdefghij-WXYZ"
VARIABLE = "MEDIAGEN_RUN_JOBS"


@pytest.fixture
def folder(tmp_path):
    """A project's folder; `folder.toml(…)` and `folder.dotenv(…)` write its files."""

    class Folder:
        path = tmp_path

        def toml(self, text: str) -> None:
            (tmp_path / "mediagen.toml").write_text(text, encoding="utf-8")

        def dotenv(self, text: str) -> None:
            (tmp_path / ".env").write_text(text, encoding="utf-8")

        def load(self, environment=None):
            return config.load(tmp_path, environment or {})

        def fault(self, environment=None) -> str:
            with pytest.raises(ConfigError) as caught:
                self.load(environment)
            assert caught.value.exit_status == 3
            assert caught.value.remedy
            return caught.value.message

    return Folder()


def jobs(loaded) -> tuple[int, str]:
    return loaded.settings.run.jobs, {n: o for n, _, o in loaded.values()}["run.jobs"]


# -- order and origin ---------------------------------------------------------------------------------------------


def test_each_source_stands_over_the_one_before(folder):
    assert jobs(folder.load()) == (0, "default")
    folder.toml("[run]\njobs = 1\n")
    assert jobs(folder.load()) == (1, "mediagen.toml")
    folder.dotenv(f"{VARIABLE}=2\n")
    assert jobs(folder.load()) == (2, f".env {VARIABLE}")
    assert jobs(folder.load({VARIABLE: "3"})) == (3, f"environment {VARIABLE}")


def test_files_of_windows_are_read_with_their_mark_and_line_ends(folder):
    folder.toml("\ufeff[run]\r\njobs = 1\r\n")
    assert jobs(folder.load()) == (1, "mediagen.toml")
    folder.dotenv(f"\ufeff{VARIABLE}=2\r\n")
    assert jobs(folder.load()) == (2, f".env {VARIABLE}")


def test_a_variable_that_is_set_to_nothing_is_not_set(folder):
    folder.toml("[run]\njobs = 1\n")
    assert jobs(folder.load({VARIABLE: ""})) == (1, "mediagen.toml")


def test_every_setting_can_be_set_in_the_environment_by_its_name(folder):
    for name, variable, value in (
        ("cache.dir", "MEDIAGEN_CACHE_DIR", "elsewhere"),
        ("cache.keep.failed", "MEDIAGEN_CACHE_KEEP_FAILED", "1h"),
        ("providers.speech", "MEDIAGEN_PROVIDERS_SPEECH", "offline:hibari"),
    ):
        assert config.variable_of(name) == variable
        origins = {n: o for n, _, o in folder.load({variable: value}).values()}
        assert origins[name] == f"environment {variable}"


def test_voices_add_to_those_that_are_there(folder):
    folder.toml('[voices.coach]\noffline = "deep"\n[voices.nova]\noffline = "bright"\n')
    voices = folder.load().settings.voices
    assert voices["coach"] == {"offline": "deep"}
    assert voices["nova"] == {**VOICES["nova"], "offline": "bright"}
    assert voices["onyx"] == VOICES["onyx"]


def test_names_with_dots_stay_whole_as_those_of_models(folder):
    folder.toml('[prices."openai:llama3.2:3b"]\nusd = { input_tokens = 0 }\n[voices."St. Nick"]\nfal = "x"\n')
    loaded = folder.load()
    assert loaded.settings.prices == {"openai:llama3.2:3b": {"usd": {"input_tokens": 0}}}
    assert loaded.settings.voices["St. Nick"] == {"fal": "x"}
    assert ("prices.openai:llama3.2:3b.usd.input_tokens", 0, "mediagen.toml") in list(loaded.values())


def test_the_project_is_the_nearest_folder_with_settings(folder):
    folder.toml("")
    inner = folder.path / "narratives" / "deep"
    inner.mkdir(parents=True)
    assert config.load(inner, {}).root == folder.path
    assert config.load(inner, {}).cache_dir == folder.path / ".mediagen/cache"


def test_paths_may_begin_at_home(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.path / "me"))
    folder.toml('[cache]\ndir = "~/cache"\n')
    assert folder.load().cache_dir == folder.path / "me/cache"


def test_the_home_of_a_user_that_there_is_not_is_an_error(folder):
    folder.toml('[cache]\ndir = "~nobody-of-this-name/cache"\n')
    for place in (lambda: folder.load().cache_dir, lambda: read_sources(folder.path).cache_dir({})):
        with pytest.raises(ConfigError, match="there is no such home folder"):
            place()


# -- faults -------------------------------------------------------------------------------------------------------


def test_how_to_write_a_folder_of_windows_is_told(folder):
    folder.toml('[cache]\ndir = "C:\\media"\n')
    with pytest.raises(ConfigError, match="line 2") as caught:
        folder.load()
    assert "single ones where they have a \\" in caught.value.remedy
    folder.toml("[cache]\ndir = 'C:\\media'\n")
    assert str(folder.load().cache_dir).endswith("C:\\media")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[cache]\ndri = 1\n", "mediagen.toml:2:1: unknown setting cache.dri (did you mean dir?)"),
        ("[cache]\ndir = ''\n", "mediagen.toml:2:1: cache.dir = '': it is not empty; leave it out to have the default"),
        ("[cahce]\ndir = 'x'\n", "mediagen.toml:1:2: unknown setting cahce (did you mean cache?)"),
        (
            "[cache.keep]\nspeach = '1d'\n",
            "mediagen.toml:2:1: unknown setting cache.keep.speach (did you mean speech?)",
        ),
        ("[run]\njobs = 'many'\n", "mediagen.toml:2:1: run.jobs = 'many': it is a whole number"),
        ("[run]\njobs = -1\n", "mediagen.toml:2:1: run.jobs = -1: it is at least 0"),
        ("[run]\njobs = 999\n", "mediagen.toml:2:1: run.jobs = 999: it is at most 256"),
        ("[speech]\nformat = 'ogg'\n", "mediagen.toml:2:1: speech.format = 'ogg': it is 'mp3' or 'wav'"),
        ("[cache]\nlease = 'forever'\n", "mediagen.toml:2:1: cache.lease = 'forever': it cannot be \"forever\""),
        ("schema = 2\n", "mediagen.toml:1:1: schema = 2: it is 1"),
        ("cache = 7\n", "mediagen.toml:1:1: cache = 7: it is a section with settings of its own"),
        (
            "[voices]\nnova = 'heart'\n",
            "mediagen.toml:2:1: voices.nova = 'heart': it is a section with settings of its own",
        ),
        ("[project]\noutput = 3\n", "mediagen.toml:2:1: project.output = 3: it is text, in quotes"),
    ],
)
def test_a_fault_in_the_file_names_its_line_and_what_is_meant(folder, text, message):
    folder.toml(text)
    assert folder.fault() == message


def test_all_faults_are_told_at_once(folder):
    folder.toml("[run]\njobs = 'many'\n[cache]\ndri = 1\n")
    assert len(folder.fault().splitlines()) == 2


def test_a_fault_in_the_environment_names_the_variable(folder):
    assert folder.fault({VARIABLE: "many"}) == f"environment {VARIABLE}: run.jobs = 'many': it is a whole number"
    folder.dotenv("MEDIAGEN_CACHE_KEEP_FAILED=soon\n")
    assert folder.fault().startswith(".env MEDIAGEN_CACHE_KEEP_FAILED: cache.keep.failed = 'soon': a duration is")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("mediagen.toml", b"[run\n", "line 1"),
        ("mediagen.toml", b"a = 1\na = 2\n", "line 2"),
        ("mediagen.toml", b"x = '\xff'\n", "byte 6 is not UTF-8"),
        (".env", b"X=\xff\n", "byte 3 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, name, data, said):
    (folder.path / name).write_bytes(data)
    message = folder.fault()
    assert name in message
    assert said in message


def test_lines_of_dotenv_that_cannot_be_read_are_told_at_their_place_without_what_they_have(project):
    lines = [
        "A=1",
        "",
        f"COUNTING_API_KEY {SECRET}",
        f"B='{SECRET}",
        "# well",
        f'C="{SECRET}" {SECRET}',
        "MEDIAGEN_RUN_JOBS=3",
    ]
    project.write(".env", "\r\n".join(lines))
    run = project.here("config", "--json")
    file = project.folder / ".env"
    assert run.err.splitlines() == [
        f"mediagen: {file}:3: passed over: it is to be NAME=value",
        f"mediagen: {file}:4: passed over: its quote is not closed, or more stands after it",
        f"mediagen: {file}:6: passed over: its quote is not closed, or more stands after it",
    ]
    assert run.status == 0
    assert config.load(project.folder, {}).settings.run.jobs == 3


def test_a_folder_in_the_place_of_the_file_is_named(folder):
    (folder.path / "mediagen.toml").mkdir()
    assert folder.fault().endswith("mediagen.toml: Is a directory")


def test_a_variable_that_is_no_setting_is_pointed_at(project):
    run = project.here("sizes", MEDIAGEN_RUN_JOB="3")
    assert run.status == 0
    run = project.here("voices", MEDIAGEN_RUN_JOB="3")
    assert "MEDIAGEN_RUN_JOB is set, but there is no such setting: did you mean MEDIAGEN_RUN_JOBS?" in run.err


# -- units --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), (90, 90), ("90s", 90), ("5m", 300), ("24h", 86_400), ("30d", 2_592_000), ("2w", 1_209_600),
     ("1.5h", 5_400), ("forever", None), (None, None)],
)  # fmt: skip
def test_a_duration_is_read(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "5 years", "-1", "1h30m", True, "inf", "1e3", "٥m"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="a duration is"):
        duration(text)


@given(st.integers(0, 10**9))
def test_a_duration_is_shown_as_it_is_read(seconds):
    assert duration(duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "number"),
    [("500B", 500), ("20kB", 20_000), ("1.5 MB", 1_500_000), ("20GB", 20 * 10**9), ("2t", 2 * 10**12)],
)
def test_a_size_is_read(text, number):
    assert size_bytes(text) == number


@pytest.mark.parametrize("text", ["", "20", "GB", "20 QB", "-1GB", "1e9B"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="a size is"):
        size_bytes(text)


# -- the command, and secrets -------------------------------------------------------------------------------------


def test_config_shows_values_as_they_would_be_written(project):
    project.write("mediagen.toml", "[cache.keep]\nspeech = '30d'\n")
    rows = {line.split()[0]: line.split()[1:] for line in project.here("config").out.splitlines()[2:]}
    assert rows["cache.keep.speech"] == ["30d", "mediagen.toml"]
    assert rows["cache.keep.failed"] == ["5m", "default"]
    assert rows["cache.keep.image"] == ["forever", "default"]
    settings = project.here("config", "--json").json["settings"]
    assert settings["cache.keep.speech"] == {"value": 2_592_000, "from": "mediagen.toml"}


def test_config_says_where_a_credential_is_from_and_not_what_it_is(project):
    project.paid()
    project.write(".env", f"COUNTING_API_KEY={SECRET}\n")
    run = project.here("config", COUNTING_API_KEY="")
    assert "COUNTING_API_KEY" in run.out
    project.write(".env", "")
    run = project.here("config", COUNTING_API_KEY=SECRET)
    assert "set (…WXYZ)" in run.out
    assert SECRET[:12] not in run.out
    assert project.here("config", "--json", COUNTING_API_KEY="").json["secrets"]["COUNTING_API_KEY"] == "not set"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [("", "not set"), ("short", "set"), ("0123456789abcdef", "set (…cdef)"), ("0123456789abcdef\n", "set")],
)
def test_little_of_a_secret_is_shown_and_of_a_short_one_nothing(secret, shown):
    assert mask(secret) == shown


def test_no_secret_is_ever_printed_logged_or_written(project):
    project.paid(api_key=SECRET, token_of_mine=SECRET)
    project.narrative(["Fine.", "This will refuse.", "This is silence."])
    said = ""
    for arguments in (
        ["--verbose", "--log-file", "run.log", "seed"],
        ["seed", "--json", "--refresh"],
        ["config"],
        ["config", "--json"],
        ["doctor"],
        ["providers", "--json"],
        ["explain", "talk/item_000", "--json"],
        ["cache", "ls", "--json"],
        ["--verbose", "speak", "Hi", "--voice", "nobody"],
    ):
        run = project.here(*arguments, COUNTING_API_KEY=SECRET + "-of-the-environment")
        said += run.out + run.err
    assert SECRET[:12] not in said
    written = [p for p in project.folder.rglob("*") if p.is_file() and p.name != "mediagen.toml"]
    assert any(p.name == "run.log" for p in written)
    assert [p for p in written if SECRET[:12].encode() in p.read_bytes()] == []


@pytest.mark.parametrize("mangled", [f"{SECRET}\n", f" {SECRET}", f"{SECRET}\x07", f"{SECRET}\u00e9", f'"{SECRET}"'])
def test_a_mangled_credential_is_refused_without_being_shown(project, mangled):
    project.paid()
    project.narrative(["Hello."])
    run = project.here("seed", COUNTING_API_KEY=mangled)
    assert run.status == 3
    assert "COUNTING_API_KEY has quotation marks, blanks or control characters in it" in run.err
    assert SECRET[:12] not in run.out + run.err


# -- the way to a provider ----------------------------------------------------------------------------------------

ADDRESS = "it is an address like https://HOST:PORT/PATH"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("127.0.0.1:8080", ADDRESS),
        ("ftp://example.com", ADDRESS),
        ("http://", ADDRESS),
        ("http://[::1", ADDRESS),
        ("http://example.com:99999", ADDRESS),
        ("http:// example.com", ADDRESS),
        ("https://example.com/v1?api-version=1", ADDRESS),
        ("https://me:hunter2@example.com", "a user name or a password does not belong here, as settings are shown"),
    ],
)
def test_a_base_url_that_nothing_can_be_sent_to_is_refused_before_anything_is_tried(project, url, said):
    project.paid(base_url=url)
    project.narrative(["Hello."])
    run = project.here("seed")
    assert run.status == 3
    assert re.search(rf"error\[config\]: mediagen\.toml:\d:1: provider\.counting\.base_url: {said}", run.err)
    assert "hunter2" not in run.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[providers]\nspeech = "acme"\n', "mediagen.toml:2:1: providers.speech = 'acme': no such provider of speech"),
        ('[providers]\nimage = "fal:x"\n', "mediagen.toml:2:1: providers.image = fal:x: fal has no such model"),
        (
            "[provider.offline.speech]\nseed = 3\n",
            "mediagen.toml:1:2: provider.offline.speech: offline has no options for speech",
        ),
        (
            '[providers]\nspeech = "openai"\n[provider.openai]\nspeech = { speed = 2 }\n',
            "mediagen.toml:4:1: provider.openai.speech.speed: there is no such setting",
        ),
    ],
)
def test_what_is_wrong_with_a_provider_is_told_at_its_place(project, text, said):
    project.write("mediagen.toml", text)
    project.narrative(["Hello."])
    run = project.here("plan")
    assert (run.status, said in run.err) == (3, True), run.err


@pytest.mark.parametrize("command", ["plan", "seed", "check", "config", "providers"])
def test_a_provider_that_there_is_not_is_an_error_wherever_settings_name_it(project, command):
    toml = '[provider.opnai]\nbase_url = "http://127.0.0.1:1"\n[voices.nova]\nofline = "heart"\n'
    project.write("mediagen.toml", toml)
    project.narrative(["Hello."])
    run = project.here(command)
    assert (run.status, run.err.splitlines()) == (
        3,
        [
            "error[config]: mediagen.toml:1:2: provider.opnai: there is no provider opnai",
            "mediagen.toml:4:1: voices.nova.ofline: there is no provider ofline",
            f"  → known: {', '.join(sorted({name for _, name in TABLE}))}; put it right in mediagen.toml",
        ],
    )
    assert "mediagen.toml:1:2: provider.opnai: there is no provider opnai" in project.here("doctor").out


def test_what_a_variable_says_of_a_provider_is_told_by_its_name(project):
    project.narrative(["Hello."])
    run = project.here("plan", MEDIAGEN_PROVIDERS_SPEECH="acme")
    said = "error[config]: environment MEDIAGEN_PROVIDERS_SPEECH: providers.speech = 'acme': no such provider of speech"
    assert (run.status, said in run.err) == (3, True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1/", "https://[::1]:8443", "http://localhost:11434/v1"])
def test_any_address_may_be_a_base_url(project, url):
    project.paid(base_url=url)
    project.narrative(["Hello."])
    assert project.here("seed").status == 0


def test_a_setting_of_a_provider_that_there_is_not_is_named_with_those_that_there_are(project):
    project.paid(base_ulr="https://example.com", timeout="much")
    project.narrative(["Hello."])
    run = project.here("seed")
    assert run.status == 3
    assert "provider.counting.base_ulr: there is no such setting" in run.err
    assert "provider.counting.timeout: it is a number" in run.err
    assert "known: base_url, timeout, at_once, per_minute, key_variable, ledger, seconds" in run.err


SAID = st.none() | st.sampled_from(["here", "/srv/cache", "~/cache"])
EMPTY = st.just("")  # a variable that is set to nothing is not set; in the file it is an error


@given(file=SAID, dotenv=SAID | EMPTY, variable=SAID | EMPTY)
def test_where_the_cache_is_can_be_told_without_checking_settings(tmp_path_factory, file, dotenv, variable):
    root = tmp_path_factory.mktemp("project")
    (root / "mediagen.toml").write_text("" if file is None else f"[cache]\ndir = '{file}'\n")
    (root / ".env").write_text("" if dotenv is None else f"MEDIAGEN_CACHE_DIR={dotenv}\n")
    environment = {} if variable is None else {"MEDIAGEN_CACHE_DIR": variable}
    assert read_sources(root).cache_dir(environment) == config.load(root, environment).cache_dir


def test_files_of_settings_are_known_by_their_bytes(tmp_path):
    (tmp_path / "mediagen.toml").write_bytes(b"schema = 1\r\n")
    files = config.load(tmp_path, {}).files
    assert files == {
        str(tmp_path / "mediagen.toml"): "c555c00ea9824fcc684e8b38b1ed83d0b04599e3b308a3e2c586afeaeb8dd881",
        str(tmp_path / ".env"): None,
    }
