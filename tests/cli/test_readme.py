"""The README's reference of commands, what docs/json.md says of --json, and links between documents are true."""

from __future__ import annotations

import re

import pytest
import typer

from mediagen.cli.app import app
from tests.conftest import ROOT
from tests.support.documented import promised

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("seed", "seed"),
        ("plan", "plan"),
        ("seed --dry-run", "seed --dry-run"),
        ("costs", "costs"),
        ("costs --open", "costs --open"),
        ("speak", "speak Hi."),
        ("image", "image boat --size square"),
        ("check", "check"),
        ("explain", "explain talk/item_000 --voice nova"),
        ("cache stats", "cache stats"),
        ("cache ls", "cache ls --limit 1"),
        ("cache verify", "cache verify"),
        ("cache prune", "cache prune"),
        ("cache rebuild", "cache rebuild"),
        ("config", "config"),
        ("doctor", "doctor"),
    ],
)
def test_json_has_the_fields_that_its_table_says(copy, command, arguments):
    printed = copy.here(*arguments.split(), "--json").json
    fields = set(printed[0] if isinstance(printed, list) else printed)
    assert fields - {"schema"} == promised(command)


def test_what_show_and_an_error_print_is_as_the_table_says(copy):
    key = copy.here("cache", "ls", "--limit", "1", "--json").json[0]["key"]
    shown = set(copy.here("cache", "show", key, "--json").json)
    assert shown - {"schema"} == promised("cache ls") | promised("cache show")
    assert set(copy.here("cache", "show", "zz", "--json").json["error"]) == {"code", "message", "remedy"}


def test_every_command_that_the_readme_names_is_there_and_the_other_way_round():
    tree = typer.main.get_command(app).commands
    rows = [row.split(" | ")[0] for row in README.splitlines() if row.startswith("| `mediagen ")]
    named = {re.match("`mediagen ([a-z-]+)", row.removeprefix("| "))[1] for row in rows}
    assert named <= set(tree)
    assert [name for name in tree if not re.search(rf"[`\s]{name}[`\s]", README)] == []


def test_every_exit_status_of_an_error_is_in_the_readme():
    from mediagen import errors

    table = README.partition("## Exit codes")[2]
    kinds = [t for t in vars(errors).values() if isinstance(t, type) and issubclass(t, errors.MediagenError)]
    assert {f"| {t.exit_status} |" in table for t in kinds} == {True}


def test_every_link_of_the_documents_leads_to_a_file_and_a_heading_that_are_there():
    def headings(path):
        found = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}

    broken = []
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for link in re.findall(r"\]\((?!http)([^)\s]+)\)", page.read_text(encoding="utf-8")):
            file, _, heading = link.partition("#")
            path = page.parent / file if file else page
            if not path.exists() or (heading and heading not in headings(path)):
                broken.append(f"{page.name}: {link}")
    assert broken == []
