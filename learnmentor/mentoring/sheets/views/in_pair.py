"""Forms in a pair: what each shows the other, a view that one writes of the other's, and both side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.paper.sheet import PaperSheet, plain_markdown
from learnmentor.mentoring.paper.views import pdf_answer
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.sheets import queries, rules, services
from learnmentor.mentoring.sheets.catalogue import FORMS, SheetForm, in_a_pair
from learnmentor.mentoring.sheets.comparison import ComparedList, compared
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import VIEW_OF, VIEWS, SheetKind
from learnmentor.mentoring.sheets.views.contexts import answered_only, form_of, paper_of
from learnmentor.mentoring.sheets.views.own import TOO_MANY, wanted_kind
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("pair_forms", __name__)


@dataclass(frozen=True)
class SheetLine:
    """A sheet in the list of a pair, as one of the two finds it."""

    public_id: str
    title: str
    begun_on: date
    finished: bool
    shared: bool
    readable: bool
    view: Sheet | None  # that the other of its owner writes
    may_write_view: bool


@dataclass(frozen=True)
class PairFormsPage:
    """Forms in a pair: one's own, the other's, and those to begin."""

    seen: PairSeen
    own: Sequence[SheetLine]
    others: Sequence[SheetLine]
    to_begin: Sequence[SheetForm]


@bp.get("/pairs/<public_id>/forms")
@signed_in
def forms(public_id: str) -> ResponseReturnValue:
    """What each of the two filled in here, as far as the other may know."""
    seen = pair_inside(public_id)
    lines = [(each.owner_id, _line(seen, each, found)) for found in (_found(seen),) for each in _listed(seen, found)]
    context = PairFormsPage(
        seen,
        [line for owner_id, line in lines if owner_id == seen.me.id],
        [line for owner_id, line in lines if owner_id != seen.me.id],
        in_a_pair(seen.side, co_coaching=seen.pair.kind == PairKind.CO_COACHING) if seen.open else (),
    )
    return page("mentoring/sheets/in_pair.html", context)


def _found(seen: PairSeen) -> Sequence[Sheet]:
    return queries.sheets_in_pair(db.session, seen.pair.id)


def _listed(seen: PairSeen, found: Sequence[Sheet]) -> list[Sheet]:
    """Sheets that stand in a line of their own: not views, which stand with what they are of."""
    return [each for each in found if each.kind not in VIEWS and rules.may_know_of_sheet(seen.me.id, each.facts)]


def _line(seen: PairSeen, sheet: Sheet, found: Sequence[Sheet]) -> SheetLine:
    view = next((each for each in found if each.overlays_id == sheet.id), None)
    return SheetLine(
        sheet.public_id, form_of(sheet).title, sheet.begun_at.date(), sheet.finished_at is not None,
        sheet.shared_at is not None, rules.may_read_sheet(seen.me.id, sheet.facts), view,
        seen.open and view is None and rules.may_write_view(seen.me.id, sheet.facts, pair_id=seen.pair.id),
    )  # fmt: skip


@bp.post("/pairs/<public_id>/forms")
@signed_in
def begin(public_id: str) -> ResponseReturnValue:
    """Begin a form in a pair; what is written on it stays its writer's until they show it."""
    return _begun(pair_to_write(public_id), wanted_kind())


def _begun(seen: PairSeen, kind: SheetKind, overlays: Sheet | None = None) -> ResponseReturnValue:
    try:
        made = services.begin(
            db.session, installation.vault(), owner_id=seen.me.id, kind=kind, pair=seen.pair, overlays=overlays,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManySheets:
        abort(422, TOO_MANY)
    return redirect(url_for("sheets.write", sheet_id=made.public_id, number=1), 303)


# One form in a pair


@dataclass(frozen=True)
class PairFormPage:
    """A form of one of the two, and the other's view of it, each where it may be read (else None)."""

    seen: PairSeen
    sheet: Sheet
    title: str
    own: bool
    paper: PaperSheet | None
    view: Sheet | None
    view_paper: PaperSheet | None
    compared: Sequence[ComparedList]
    may_write_view: bool


def _in_pair(seen: PairSeen, sheet_id: str) -> Sheet:
    """A sheet that stands in a line of the pair's list for whoever asks."""
    found = or_404(queries.sheet_in_pair(db.session, sheet_id, pair_id=seen.pair.id))
    return or_404(next(iter(_listed(seen, [found])), None))


def _view(seen: PairSeen, sheet: Sheet) -> Sheet | None:
    """The view of it that was written in this pair, finished or not."""
    found = queries.view_of(db.session, sheet)
    return found if found and found.pair_id == seen.pair.id else None


@bp.get("/pairs/<public_id>/forms/<sheet_id>")
@signed_in
def form(public_id: str, sheet_id: str) -> ResponseReturnValue:
    """A form with the other's view of it."""
    seen = pair_inside(public_id)
    sheet = _in_pair(seen, sheet_id)
    view = _view(seen, sheet)
    read, read_view = _readable(seen, sheet), view is not None and _readable(seen, view, of=sheet)
    context = PairFormPage(
        seen=seen,
        sheet=sheet,
        title=form_of(sheet).title,
        own=sheet.owner_id == seen.me.id,
        paper=answered_only(_paper(seen, sheet)) if read else None,
        view=view,
        view_paper=answered_only(_paper(seen, view)) if view and read_view else None,
        compared=_compared(sheet, view) if view and read and read_view else (),
        may_write_view=seen.open and rules.may_write_view(seen.me.id, sheet.facts, pair_id=seen.pair.id),
    )
    return page("mentoring/sheets/pair_form.html", context)


def _readable(seen: PairSeen, sheet: Sheet, *, of: Sheet | None = None) -> bool:
    """Whether whoever asks may read a sheet in this pair; `of`: what it is a view of."""
    return rules.may_read_sheet(seen.me.id, sheet.facts, of.facts if of else None)


def _paper(seen: PairSeen, sheet: Sheet) -> PaperSheet:
    return paper_of(sheet, queries.answers(installation.vault(), sheet), by=seen.name_of(sheet.owner_id))


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:  # noqa: ARG001 -- as every part is asked
    """The forms of a pair that whoever asks may read, for its download."""
    found = {each.id: each for each in queries.sheets_in_pair(db, seen.pair.id)}
    for each in found.values():
        if _readable(seen, each, of=found.get(each.overlays_id or 0)):
            name = f"{form_of(each).anchor}-{each.begun_at:%Y-%m-%d}-{each.public_id}.md"
            yield PairFile(name, plain_markdown(_paper(seen, each)).encode())


def _compared(sheet: Sheet, view: Sheet) -> list[ComparedList]:
    vault = installation.vault()
    return compared(SheetKind(sheet.kind), queries.answers(vault, sheet), queries.answers(vault, view))


@bp.get("/pairs/<public_id>/forms/<sheet_id>.pdf")
@signed_in
def pdf(public_id: str, sheet_id: str) -> ResponseReturnValue:
    """A form that is shown in the pair, on A4."""
    seen = pair_inside(public_id)
    sheet = _in_pair(seen, sheet_id)
    if not _readable(seen, sheet):
        abort(404)
    return pdf_answer(_paper(seen, sheet), name=f"{form_of(sheet).anchor}-{sheet.begun_at:%Y-%m-%d}")


@bp.post("/pairs/<public_id>/forms/<sheet_id>/view")
@signed_in
def write_view(public_id: str, sheet_id: str) -> ResponseReturnValue:
    """Begin, or go on with, one's own view of what the other filled in."""
    seen = pair_to_write(public_id)
    sheet = _in_pair(seen, sheet_id)
    require(rules.may_write_view(seen.me.id, sheet.facts, pair_id=seen.pair.id))
    return _begun(seen, VIEW_OF[SheetKind(sheet.kind)], overlays=sheet)


# What waits


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:  # noqa: ARG001 -- the hub asks all alike
    """Views that wait to be written, and forms to be finished so that a view can be read."""
    if not seen.open:
        return []
    found = queries.sheets_in_pair(db, seen.pair.id)
    views = {each.overlays_id: each for each in found if each.overlays_id}
    newest = {(each.owner_id, each.kind): each for each in reversed(found) if each.kind in VIEW_OF}
    things = (_waiting(seen, each, views.get(each.id)) for each in newest.values())
    return [each for each in things if each]


def _waiting(seen: PairSeen, sheet: Sheet, view: Sheet | None) -> NextThing | None:
    title = FORMS[SheetKind(sheet.kind)].title
    address = url_for("pair_forms.form", public_id=seen.pair.public_id, sheet_id=sheet.public_id)
    if sheet.owner_id != seen.me.id:
        asked = sheet.kind == SheetKind.SUBJECT_AUDIT and view is None  # a view of skills is the other's to offer
        return NextThing(f"{title}: write your view, if you like", address, None, "you") if asked else None
    if view and view.shared_at and sheet.finished_at is None:
        return NextThing(f"{title}: finish yours, and read the other view", address, None, "you")
    return None
