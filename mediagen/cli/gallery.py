"""gallery."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediagen.cli.choosing import NarrativesAndAds, Voices, narratives_and_ads
from mediagen.cli.options import Json, Set
from mediagen.cli.state import near, parts, say, say_json, show


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command(epilog=_EXAMPLES)(gallery)


_EXAMPLES = """\b
Examples:
  mediagen gallery --open
  mediagen gallery life_review --voices nova
  mediagen gallery --copy -o review/index.html   a folder to hand round, or an artifact of a CI job

It buys and makes nothing. Marks that you set in the page stay in your browser.
"""


def gallery(
    documents: NarrativesAndAds = None,
    voices: Voices = None,
    set_: Set = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: output/gallery.html.", show_default=False),
    ] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy the media beside the page (FILE's name and _files), to hand round.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    json: Json = False,
) -> None:
    """Write a page to read, hear and see all that is made.

    In it one marks what is to be made again.
    """
    from mediagen.commands.gallery import Shelf, of_ad, of_narrative, write

    live = parts()
    page = _page(output or live.config.output_dir / "gallery.html")
    with live.cache(looking=True) as cache:
        shelf = Shelf(page, cache, copy)
        chosen, ads = narratives_and_ads(live, documents or [], voices, set_ or ())
        works = chosen.works(live, cache) if chosen else []
        sections = [of_narrative(work, context, shelf) for work, context in works]
        sections += [of_ad(name, live.config.output_dir, shelf) for name in ads]
        written = write(live.config.root.resolve().name, sections, page)
    if json:
        say_json(written)
    else:
        show(["document", "items", "made", "missing"], [list(one.values()) for one in written["documents"]])
        say(near(page))
    if open_:
        typer.launch(page.resolve().as_uri())


def _page(path: Path) -> Path:
    """The file to write. Raises UsageError where it is none."""
    from mediagen.errors import UsageError

    if path.is_dir():
        raise UsageError(f"--output {path}: is a folder", remedy=f"name a file in it: {path / 'index.html'}")
    if path.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"--output {path}: a page ends in .html", remedy=f"say {path}.html")
    return path
