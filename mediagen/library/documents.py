"""The library: documents by name or path, found on search paths, checked, each read once."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import DocumentError, Problem, each_once
from mediagen.library.ad_checks import check_ad
from mediagen.library.decode import shorten
from mediagen.library.each import Lists
from mediagen.library.folders import ROW_FILES, YAML, called, is_absent, is_folder, is_path, kind_of, like
from mediagen.library.lists import Row, Rows, check_list
from mediagen.library.load import Found, Loaded, look
from mediagen.library.narrative_checks import check_narrative
from mediagen.library.seen import Seen
from mediagen.library.texts import check_style, check_template
from mediagen.library.variants import sound_variants, variants
from mediagen.plan.ad import Ad
from mediagen.plan.documents import KINDS, ListDocument, Narrative, ScriptTemplate, Style
from mediagen.plan.fields import Document
from mediagen.plan.inputs import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Library", "Loaded", "Row", "Rows", "check_ad", "check_narrative", "sound_variants", "variants"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_MADE_BY = {"ad": "`mediagen render` makes films of ads", "narrative": "`mediagen seed` makes what narratives declare"}
_BY_MODEL = {model: kind for kind, model in KINDS.items()}
_OTHER: dict[type[Document], type[Document]] = {Narrative: Ad, Ad: Narrative}


class Library:
    """Documents in the folders `narratives` (narratives and lists) and `templates` (script templates and
    styles). Of two documents with one id the one in the earlier folder is taken. Paths in messages are
    relative to `root`. A file is read once; a Library lives for one run and is used by one thread.
    """

    def __init__(self, narratives: tuple[Path, ...], templates: tuple[Path, ...], root: Path) -> None:
        self._narratives = narratives
        self._templates = templates
        self._folders = dict.fromkeys((*narratives, *templates))
        self.root = root
        self.seen = Seen()
        self._read: dict[Path, Found] = {}
        self._lists = Lists(self, narratives)

    def narrative(self, name_or_path: str) -> Loaded:
        """The narrative with this id or in this file. Raises DocumentError."""
        return self._meant(Narrative, name_or_path)

    def ad(self, name_or_path: str) -> Loaded:
        """The ad with this id or in this file, without its folder and ending too. Raises DocumentError."""
        return self._meant(Ad, name_or_path)

    def all_narratives(self) -> list[Loaded]:
        """All narratives there are, by id. Raises DocumentError with every problem of every file that may be one."""
        return self._every(Narrative)

    def all_ads(self) -> list[Loaded]:
        """All ads, as `all_narratives` has the narratives."""
        return self._every(Ad)

    def script_template(self, template_id: str) -> Loaded:
        """The script template with this id. Raises DocumentError that names those there are."""
        return self._by_id(ScriptTemplate, template_id, self._templates)

    def style(self, style_id: str) -> Loaded:
        """The style with this id. Raises DocumentError that names those there are."""
        return self._by_id(Style, style_id, self._templates)

    def styles(self) -> list[Loaded]:
        """All styles, by id; broken files are passed over."""
        return self._all(Style, self._templates)

    def script_templates(self) -> list[Loaded]:
        """All script templates, by id; broken files are passed over."""
        return self._all(ScriptTemplate, self._templates)

    def template_problems(self) -> list[Problem]:
        """Why files in the templates folders are no styles or script templates; what is in them is not checked."""
        problems: list[Problem] = []
        for folder in self._templates:
            deque(self._folder(folder, problems), 0)
            problems += self._twice(folder)
        return problems

    def lists(self) -> list[str]:
        """What `each:` may say: ids of YAML lists, names of CSV and JSONL files without their ending."""
        ids = {loaded.document.id for loaded in self._all(ListDocument, self._narratives)}
        ids.update(p.stem for folder in self._narratives for p in self.seen.files(folder, ROW_FILES))
        return sorted(ids)

    def rows(self, document: Loaded) -> Rows | None:
        """The rows that a narrative or ad is expanded over, in the order of the file; None without `each`.

        Text of a CSV file is read as what the document's inputs declare, where it can be. Raises
        DocumentError, at `each` when there is no such list, else at the lines that are wrong in it.
        """
        return self._lists.rows(document)

    def check(self, paths: Sequence[str | Path] = ()) -> list[Problem]:
        """Every problem of these documents (files of any kind, or ids of narratives and ads), of all there are
        without `paths`: in themselves and with what they refer to. Sorted by file, line and column.
        """
        problems: list[Problem] = []
        for folder in () if paths else self._folders:
            problems += self._twice(folder)
        for path in self._chosen(paths, problems):
            try:
                problems += self._check(path)
            except DocumentError as exc:
                problems += exc.problems
        return sorted(each_once(problems))

    def sound(self, paths: Sequence[str | Path] = ()) -> list[Loaded]:
        """What is sound of the narratives, ads and styles among the documents that `check` is given the same way."""
        found = [self._look(path)[0] for path in self._chosen(paths, []) if path.suffix.lower() in YAML]
        return [loaded for loaded in found if loaded and isinstance(loaded.document, Narrative | Ad | Style)]

    def _chosen(self, paths: Sequence[str | Path], problems: list[Problem]) -> list[Path]:
        """The files that are to be checked; problems of what is given and is none are added."""
        if paths:
            return [*filter(None, (self._given(str(p), problems) for p in paths))]
        return [p for folder in self._folders for kind in (YAML, ROW_FILES) for p in self.seen.files(folder, kind)]

    def load(self, path: Path) -> Loaded:
        """The document in the file, of whichever kind. Raises DocumentError."""
        found, problems = self._look(path)
        if problems or found is None:
            raise DocumentError(problems)
        return found

    def _look(self, path: Path) -> Found:
        key = path.absolute()
        if key not in self._read:
            self._read[key] = look(path, self.shown(path), self.seen.read)
        return self._read[key]

    def shown(self, path: Path) -> str:
        """The path as messages show it: relative to the project where it is inside it."""
        absolute = path.absolute()
        try:
            return absolute.relative_to(self.root.absolute()).as_posix()
        except ValueError:
            return str(path)

    def find(self, model: type[Document], document_id: str) -> tuple[Loaded | None, str]:
        """The document of this kind and id, or None and a hint that names those there are."""
        folders = self._narratives if model in {Narrative, ListDocument, Ad} else self._templates
        if _ID.fullmatch(document_id):
            for folder in folders:
                for loaded in self._likely_first(folder, document_id):
                    if isinstance(loaded.document, model) and loaded.document.id == document_id:
                        return loaded, ""
        ids = self.lists() if model is ListDocument else [x.document.id for x in self._all(model, folders)]
        near = self._other_id(folders, document_id) or did_you_mean(document_id, ids)
        if not near and (other := _OTHER.get(model)):
            near = did_you_mean(document_id, [x.document.id for x in self._all(other, folders)])
            near = near.replace("mean", f"mean the {_BY_MODEL[other]}", 1)
        return None, f"{near} {called(_BY_MODEL[model])}s here: {', '.join(ids[:30]) or 'none'}".strip()

    def _other_id(self, folders: tuple[Path, ...], document_id: str) -> str:
        """What to say where a file has the name that is looked for, and another id."""
        for folder in folders if _ID.fullmatch(document_id) else ():
            for loaded in self._likely_first(folder, document_id):
                if loaded.path.stem == document_id:
                    return f"{loaded.file} has the id '{loaded.document.id}';"
        return ""

    def _meant(self, model: type[Document], name_or_path: str) -> Loaded:
        """The document of this kind that a user names."""
        path = self._path(name_or_path)
        if path is None and self.find(model, name_or_path)[0] is None:
            other = self.find(_OTHER[model], name_or_path)[0]
            path = self._file_of(name_or_path) or (other.path if other else None)
        if path is None:
            return self._by_id(model, name_or_path, self._narratives)
        loaded = self.load(path)
        if not isinstance(loaded.document, model):
            wanted, kind = (called(_BY_MODEL[m]) for m in (model, type(loaded.document)))
            article = "an" if wanted == "ad" else "a"
            message = f"{article} {wanted} is meant here, this is {'an' if kind == 'ad' else 'a'} {kind}"
            raise DocumentError([loaded.problem(("kind",), message, _MADE_BY.get(kind, ""))])
        return loaded

    def _every(self, model: type[Document]) -> list[Loaded]:
        found: dict[str, Loaded] = {}
        problems: list[Problem] = []
        others = {kind for kind in _MADE_BY if kind != _BY_MODEL[model]}
        for folder in self._narratives:
            for path in self.seen.files(folder, YAML):
                try:
                    loaded = self.load(path)
                except DocumentError as exc:
                    problems += () if kind_of(path) in others else exc.problems
                else:
                    if isinstance(loaded.document, model):
                        found.setdefault(loaded.document.id, loaded)
            problems += self._twice(folder)
        if problems:
            raise DocumentError(problems)
        return [found[i] for i in sorted(found)]

    def _by_id(self, model: type[Document], document_id: str, folders: tuple[Path, ...]) -> Loaded:
        loaded, hint = self.find(model, document_id)
        if loaded is None:
            where = self.shown(folders[0]) if folders else "documents"
            folder = document_id and folders is self._narratives and is_folder(Path(document_id))
            message = f"no {called(_BY_MODEL[model])} {shorten(document_id)}{', which is a folder' if folder else ''}"
            raise DocumentError([Problem(where, 0, 0, message, hint)])
        return loaded

    def _likely_first(self, folder: Path, document_id: str) -> Iterator[Loaded]:
        """Documents of the folder; what is named by the id first, and an error in that one is raised."""
        for ending in YAML:
            if self.seen.is_file(folder / f"{document_id}{ending}"):
                yield self.load(folder / f"{document_id}{ending}")
        yield from self._folder(folder, [])

    def _folder(self, folder: Path, problems: list[Problem]) -> Iterator[Loaded]:
        """The documents of a folder by file name; problems of those that cannot be read are added."""
        for path in self.seen.files(folder, YAML):
            try:
                yield self.load(path)
            except DocumentError as exc:
                problems += exc.problems

    def _all(self, model: type[Document], folders: Iterable[Path]) -> list[Loaded]:
        found: dict[str, Loaded] = {}
        for folder in folders:
            for loaded in self._folder(folder, []):
                if isinstance(loaded.document, model):
                    found.setdefault(loaded.document.id, loaded)
        return [found[i] for i in sorted(found)]

    def _twice(self, folder: Path) -> Iterator[Problem]:
        """Documents of one folder with one kind and id. Letter case makes no other id: it makes no other file name on
        Windows and macOS.
        """
        first: dict[tuple[type, str], Loaded] = {}
        for loaded in self._folder(folder, []):
            other = first.setdefault((type(loaded.document), loaded.document.id.lower()), loaded)
            if other is not loaded:
                hint = f"it is the id of {other.file} too"
                yield loaded.problem(("id",), f"duplicate id '{loaded.document.id}'", hint)

    def _path(self, name_or_path: str) -> Path | None:
        """The file that is meant, or None when it is an id. Raises DocumentError where there is nothing of the name."""
        if not is_path(name_or_path) and "." not in name_or_path:  # no id has one
            return None
        path = Path(name_or_path)
        places = (path, *(f / path for f in (self.root, *self._narratives)))
        found = next((p for p in places if self.seen.is_file(p)), None)
        if found is None and is_absent(path):
            known = self._named(path.stem)
            hint = f"{known.file} has the id '{path.stem}': say that" if known else like(*places)
            raise DocumentError([Problem(self.shown(path), 0, 0, "there is no such file", hint)])
        return found or path

    def _given(self, name_or_path: str, problems: list[Problem]) -> Path | None:
        try:
            return self._path(name_or_path) or self._of_any_kind(name_or_path).path
        except DocumentError as exc:
            path = self._file_of(name_or_path)  # its own faults are told when it is checked
            problems += () if path else exc.problems
            return path

    def _of_any_kind(self, name: str) -> Loaded:
        """The narrative or ad of this id or file name."""
        found, path = self._named(name), self._file_of(name)
        return found or (self.load(path) if path else self.narrative(name))

    def _named(self, document_id: str) -> Loaded | None:
        return self.find(Narrative, document_id)[0] or self.find(Ad, document_id)[0]

    def _file_of(self, name: str) -> Path | None:
        """The file in the narratives folders that has this name and an ending of ours."""
        own = (f / f"{name}{ending}" for f in self._narratives for ending in YAML)
        return next((p for p in own if self.seen.is_file(p)), None)

    def _check(self, path: Path) -> list[Problem]:
        if path.suffix.lower() in ROW_FILES:
            self._lists.file(path)
            return []
        loaded, problems = self._look(path)
        return [*problems, *(self._in_company(loaded) if loaded else ())]

    def _in_company(self, loaded: Loaded) -> list[Problem]:
        if isinstance(loaded.document, Narrative | Ad):
            check = check_narrative if isinstance(loaded.document, Narrative) else check_ad
            return check(self, loaded)
        if isinstance(loaded.document, Style):
            return check_style(loaded)
        return check_list(loaded) if isinstance(loaded.document, ListDocument) else check_template(loaded)
