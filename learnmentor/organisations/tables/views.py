"""Many people at once: a table looked over and brought in, with a bar; and members as such a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, jsonify, make_response, redirect, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.tables.slips import Slip
from learnmentor.organisations import rules
from learnmentor.organisations.forms import PeopleTableForm
from learnmentor.organisations.models import Part, PeopleImport
from learnmentor.organisations.tables import changes, queries, reading, services
from learnmentor.organisations.tables.changes import JudgedLine, LineVerdict
from learnmentor.organisations.tables.reading import PeopleTable
from learnmentor.organisations.views.frame import looks_after_people, part_or_404, still_mine
from learnmentor.organisations.views.members import importer
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("people_tables", __name__)

_log = structlog.get_logger("organisations")
_SHOWN = 100  # lines of each kind on one page


@dataclass(frozen=True)
class PeopleTablePage:
    """Where a table is pasted or chosen; `slips` where nothing of it can be read."""

    part: Part
    form: PeopleTableForm
    slips: Sequence[Slip]
    most: int
    columns: Sequence[str]


@bp.get("/organisation/parts/<public_id>/people/table")
@looks_after_people
def new_table(public_id: str) -> ResponseReturnValue:
    """Where a table is pasted or chosen."""
    return _form_page(part_or_404(public_id), PeopleTableForm(), (), 200)


@bp.post("/organisation/parts/<public_id>/people/table")
@looks_after_people
@takes_files
def look_over(public_id: str) -> ResponseReturnValue:
    """Read a table and keep it, to be looked over."""
    part, form = part_or_404(public_id), PeopleTableForm()
    if not form.accepted():
        return _form_page(part, form, (), 422)
    table = reading.read(form.text("table"))
    if not table.found:
        for slip in table.slips[:1]:
            form.refuse("table", slip.message)
        return _form_page(part, form, table.slips, 422)
    still_mine(part)
    made = services.ask(
        db.session, part, by=current_learner(), text=form.text("table"), lines=len(table.found),
        public_id=randomness.public_id(), at=clock.now(),
    )  # fmt: skip
    return redirect(url_for("people_tables.table", public_id=made.public_id), 303)


def _form_page(part: Part, form: PeopleTableForm, slips: Sequence[Slip], status: int) -> Response:
    context = PeopleTablePage(part, form, slips[:_SHOWN], reading.MOST_LINES, reading.COLUMNS)
    return make_response(page("organisations/table.html", context), status)


@dataclass(frozen=True)
class LookedOverPage:
    """What a table would bring, line by line; at most so many of each kind."""

    part: Part
    wanted: PeopleImport
    table: PeopleTable
    counts: Mapping[str, int]
    lines: Mapping[str, Sequence[JudgedLine]]
    left_out: Sequence[Slip]
    notes: Sequence[JudgedLine]
    most: int


@dataclass(frozen=True)
class BringingInPage:
    """How far a table has come, and what came of its lines."""

    part: Part
    wanted: PeopleImport
    percent: int


@bp.get("/organisation/tables/<public_id>")
@looks_after_people
def table(public_id: str) -> ResponseReturnValue:
    """What a table would bring; once it is on its way, how far it has come."""
    wanted, part = _mine_or_404(public_id)
    if wanted.state != "looked-over":
        return page("organisations/bringing_in.html", BringingInPage(part, wanted, services.percent(wanted)))
    read = reading.read(wanted.text)
    judged = services.look_over(db.session, part, read, importer())
    lines = {str(verdict): [each for each in judged if each.verdict == verdict][:_SHOWN] for verdict in LineVerdict}
    context = LookedOverPage(
        part=part, wanted=wanted, table=read, counts=changes.counted(judged), lines=lines, most=_SHOWN,
        left_out=sorted([*read.slips, *_refusals(judged)], key=lambda slip: slip.line)[:_SHOWN],
        notes=[each for each in judged if each.why and each.verdict != LineVerdict.REFUSED][:_SHOWN],
    )  # fmt: skip
    return page("organisations/looked_over.html", context)


def _refusals(judged: Sequence[JudgedLine]) -> list[Slip]:
    refused = (each for each in judged if each.verdict == LineVerdict.REFUSED)
    return [Slip(each.line.line, each.column, each.why) for each in refused]


@bp.post("/organisation/tables/<public_id>/begin")
@looks_after_people
def begin(public_id: str) -> ResponseReturnValue:
    """Have a table brought in by the worker."""
    wanted, part = _mine_or_404(public_id)
    still_mine(part)
    services.begin(db.session, wanted, at=clock.now())
    _log.info("people brought in", by=current_learner().public_id, part=part.public_id, lines=wanted.total_lines)
    return redirect(url_for("people_tables.table", public_id=public_id), 303)


@bp.get("/organisation/tables/<public_id>/progress.json")
@looks_after_people
def progress(public_id: str) -> ResponseReturnValue:
    """The same for the script that moves the bar."""
    wanted, _ = _mine_or_404(public_id)
    return jsonify(state=wanted.state, percent=services.percent(wanted))


@bp.get("/organisation/parts/<public_id>/people.csv")
@looks_after_people
def members_csv(public_id: str) -> ResponseReturnValue:
    """The members of a part and all inside it, as a table that comes in again unchanged."""
    part, everywhere, today = part_or_404(public_id), rules.reaches_all(current_learner()), installation.today()

    def pieces() -> Iterator[str]:  # asked while it is sent, so of the session that is open then
        yield from services.as_csv(db.session, part, on=today, everywhere=everywhere)

    answer = Response(stream_with_context(pieces()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer


def _mine_or_404(public_id: str) -> tuple[PeopleImport, Part]:
    """A table that one brought oneself, for a part that one still looks after."""
    found, part = or_404(queries.import_by_public_id(db.session, public_id))
    actor = current_learner()
    mine = found.by_id == actor.id and rules.may_coordinate(actor, part)
    return or_404((found, part) if mine else None)
