"""What the code promises about itself: what is loaded when, how big its parts are, and what it says of them.

That imports point one way is lint-imports' to check (pyproject.toml).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mediagen.providers import TABLE as PROVIDERS
from mediagen.targets import TABLE as TARGETS
from tests.conftest import ROOT, Project

MODULES = sorted((ROOT / "mediagen").rglob("*.py"))
HEAVY = {"numpy", "onnxruntime", "PIL", "diskcache", "hibari", "av", "moviepy", "cv2", "scipy", "jinja2"}
VENDORS = {"openai", "anthropic", "elevenlabs", "fal_client", "boto3", "obstore", "storage3", "supabase", "celery"}
OF_OTHER_RUNS = {
    f"mediagen.{name}" for name in ("targets", "shared", "checks.audio", "video.mix", "commands.publish")
} | {"mediagen.studio.purchase", *(f"mediagen.providers.{n}" for n in ("anthropic", "elevenlabs", "fal", "openai"))}
NAMED_BY_WHAT_THEY_PAINT = "mediagen/providers/offline/paint"
"""Motifs: a docstring `A guitar.` on `guitar` would say nothing."""

LOADED = """
import sys
from mediagen.cli.run import run
run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


def loaded(project, *arguments) -> set[str]:
    """The modules and packages that are loaded when a command line has run."""
    found = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=project.folder, capture_output=True, text=True, check=True
    )
    return set(found.stderr.split())


@pytest.mark.parametrize("command", ["--help", "seed --help", "sizes", "voices", "styles", "providers", "config"])
def test_commands_that_make_nothing_load_no_engine_no_vendor_and_no_cache(project, command):
    project.narrative(["Hello."])
    assert loaded(project, *command.split()) & (HEAVY | VENDORS) == set()


def test_help_does_not_even_load_what_reads_documents(project):
    assert loaded(project, "--help") & {"pydantic", "yaml", "rich"} == set()


def test_a_run_of_hits_loads_neither_engines_nor_vendors_nor_what_checks_and_publishes(project):
    project.paid()
    project.narrative(["Hello."])
    project.buy("seed")
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text().replace("counting", "offline"))
    project.run("seed")
    assert loaded(project, "seed") & ((HEAVY - {"diskcache"}) | VENDORS | OF_OTHER_RUNS) == set()


def test_a_command_loads_its_own_options_only(project):
    own = {name for name in loaded(project, "sizes") if name.startswith("mediagen.cli.")}
    assert "mediagen.cli.listing" in own
    assert own & {f"mediagen.cli.{name}" for name in ("making", "rendering", "targets", "caching")} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_module_is_small_and_says_what_it_is_for(module):
    source = module.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    if NAMED_BY_WHAT_THEY_PAINT not in module.as_posix():
        assert [node.name for node in tree.body if _is_public(node) and not ast.get_docstring(node)] == []


@pytest.mark.parametrize("package", sorted((ROOT / "mediagen").glob("*/__init__.py")), ids=lambda p: p.parent.name)
def test_a_package_says_what_each_of_its_modules_is_for(package):
    there = {p.name for p in package.parent.glob("*.py")} - {"__init__.py"}
    there |= {f"{p.parent.name}/" for p in package.parent.glob("*/__init__.py")}
    said = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8")))
    assert set(re.findall(r"(?<![\w/])\w+(?:\.py|/)", said)) & there == there
    assert set(re.findall(r"(?<![\w/])\w+\.py", said)) <= there


def _is_public(node) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")


def test_the_contracts_on_imports_name_every_provider_and_every_target():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["name"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    vendors = {f"mediagen.providers.{name}" for _, name in PROVIDERS} | {f"mediagen.targets.{name}" for name in TARGETS}
    assert set(contracts["Vendors do not know each other"]["modules"]) == vendors
    assert set(contracts["Commands know protocols, not vendors"]["forbidden_modules"]) == vendors


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(rb"(?<![\w.~-])/(?:work|tmp|home|root|Users|mnt|var)/\w|[A-Z]:\\\\?Users")
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in _kept_files()
        for match in place.finditer(path.read_bytes())
        if path != Path(__file__)
    ]
    assert found == []


def _kept_files() -> list[Path]:
    """The files that belong to the repository, whether git knows them yet or not; all, where there is no git."""
    folders = ("mediagen", "tests", "docs", "narratives", "templates", ".schemas", ".ci")
    inside = [p for f in folders for p in (ROOT / f).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [*inside, *(p for p in ROOT.iterdir() if p.suffix in {".md", ".toml", ".yaml"})]


def test_a_project_elsewhere_needs_nothing_of_the_checkout(tmp_path):
    """What init writes is all that a project is."""
    project = Project(tmp_path)
    assert project.run("init", "media").status == 0
    assert project.run("-C", "media", "plan", "--json").json["items"] > 100
