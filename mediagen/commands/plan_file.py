"""A plan as a file: made by `plan -o`, looked at by people, bought by `seed` and `render`: exactly that and no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mediagen.cache.files import storage_errors
from mediagen.commands.plan import Plan, Purchase
from mediagen.commands.pricing import Pricing
from mediagen.commands.whole_files import write_pieces
from mediagen.errors import BudgetError, StorageError, UsageError
from mediagen.plan.requests import COMPOSED, Request, key
from mediagen.providers.prices import Usd
from mediagen.report.human import exact_usd, noiseless

SCHEMA = 1
_LARGEST = 256 * 2**20
"""Bytes of a file that is read: room for half a million purchases."""
_ROUNDING = 1e-9
_REMEDY = "it is left as it is; `mediagen plan -o FILE` makes a new plan"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedDocument(_Part):
    """A document that was planned, its path from the project's folder on."""

    id: str
    file: str
    digest: str


class Options(_Part):
    """What `plan` was told, so that `seed` and `render` expand the documents alike."""

    voices: str | None = None
    only: str | None = None
    types: str | None = None
    match: str | None = None
    assignments: tuple[str, ...] = ()


class PlanFile(_Part):
    """A plan, without anything of the moment in it: the same documents and cache give the same bytes."""

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["plan"] = "plan"
    total_usd: Usd | None
    at_most: bool
    spent_usd: Usd = 0.0
    """What the cache's books had then: it tells plans apart that are alike otherwise."""
    documents: tuple[PlannedDocument, ...]
    """The narratives, which `seed` makes."""
    ads: tuple[PlannedDocument, ...] = ()
    """Those that `render` makes."""
    options: Options
    items: tuple[Purchase, ...]

    @property
    def id(self) -> str:
        """The digest under which the books have what is bought by this plan."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:16]


def plan_file(
    plan: Plan, narratives: Sequence[PlannedDocument], ads: Sequence[PlannedDocument], options: Options, spent: float
) -> PlanFile:
    """The plan of these documents, when the cache's books had `spent` USD."""
    return PlanFile(
        schema=SCHEMA,
        total_usd=plan.new_usd,
        at_most=any(line.at_most for line in plan.lines),
        spent_usd=noiseless(spent),
        documents=tuple(narratives),
        ads=tuple(ads),
        options=options,
        items=tuple(plan.purchases),
    )


def write(file: PlanFile, path: Path) -> None:
    """Write the plan to `path`, whole or not at all. Raises StorageError."""
    text = json.dumps(file.model_dump(mode="json", by_alias=True), indent=2, ensure_ascii=False)
    write_pieces(path, [text.encode() + b"\n"])


def read(path: Path) -> PlanFile:
    """The plan in a file. Raises UsageError when it is none, StorageError when it cannot be read."""
    try:
        with storage_errors(path), path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except StorageError as error:
        absent = isinstance(error.__cause__, FileNotFoundError)
        if absent or path.is_dir():
            what = "there is no such plan" if absent else "is a folder, no plan"
            raise UsageError(f"{path}: {what}", remedy="`mediagen plan -o FILE` writes one") from None
        raise
    if len(data) > _LARGEST:
        raise UsageError(
            f"{path}: more than {_LARGEST // 2**20} MB, no plan is that large",
            remedy="`mediagen plan -o FILE` writes one",
        )
    try:
        return PlanFile.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(
            f"{path}: not a plan that this version can follow: {where + ': ' if where else ''}{first['msg']}",
            remedy="`mediagen plan -o FILE` writes one",
        ) from None


class Following:
    """Allows what is in a plan, at the price that it has there or less."""

    def __init__(self, file: PlanFile, pricing: Pricing) -> None:
        self._by_key = {item.key: item for item in file.items if item.key}
        dearest_last = sorted(file.items, key=lambda item: item.usd or 0.0)
        self._by_script = {(item.script, item.voice, *_maker(item)): item for item in dearest_last if not item.key}
        self._makers = {_maker(item) for item in file.items}
        self._pricing = pricing

    def forbids(self, request: Request, script: str, voice: str) -> BudgetError | None:
        """Why the request is not to be made, if it is not. `script`: what stood for it in the plan where it was not
        known then (Purchase.script); `voice`: who speaks it. What is composed on this machine is no plan's matter.
        """
        if request.kind in COMPOSED:
            return None
        planned = self._by_key.get(key(request)) or self._by_script.get((script, voice, *_maker(request)))
        if planned is not None and planned.key:  # of parts, those that were missing then
            usd = self._pricing.of(planned.provider, planned.model, planned.units)
        else:
            usd = self._pricing.most(self._pricing.parts(request))
        if planned is None and _maker(request) not in self._makers:
            message = f"it is not in the plan: no {request.kind} there is by {request.provider} {request.model}"
        elif planned is None:
            message = "it is not in the plan: new or changed since"
        elif usd is None and planned.usd is not None:
            message = "no price of it is known any more"
        elif usd is not None and planned.usd is not None and usd > planned.usd + _ROUNDING:
            message = f"it costs {exact_usd(usd)} now, {exact_usd(planned.usd)} in the plan"
        else:
            return None
        return BudgetError(message, remedy=_REMEDY, budget="plan", wanted_usd=usd or 0.0)


def _maker(one: Request | Purchase) -> tuple[str, str, str]:
    return one.kind, one.provider, one.model


def planned_document(document: Any, root: Path) -> PlannedDocument:
    """What a plan notes of a loaded document."""
    path = Path(document.path)
    file = path.relative_to(root) if path.is_relative_to(root) else path
    return PlannedDocument(id=document.document.id, file=file.as_posix(), digest=document.digest)
