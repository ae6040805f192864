"""The learning plan of a pair: its lines, gaps that may become lines, and one gap that does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.courses.given.queries import offered_titles
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.mentoring.learning_plan import queries, rules, services
from learnmentor.mentoring.learning_plan.queries import PlanLine
from learnmentor.mentoring.learning_plan.rules import AreaAnswers, PlanWords
from learnmentor.mentoring.learning_plan.services import LineIds
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, plain_markdown
from learnmentor.mentoring.paper.views import pdf_answer
from learnmentor.mentoring.sheets import queries as sheets
from learnmentor.mentoring.sheets import rules as sheet_rules
from learnmentor.mentoring.sheets.area_segments import AREA_SEGMENTS, EVERY_SEGMENT
from learnmentor.mentoring.sheets.definitions.subject_audit import AREA, AREAS, AuditArea
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.targets.rules import (
    LONGEST_MEASURE,
    LONGEST_TARGET,
    MOST_TARGETS,
    TargetState,
    TargetWords,
    overdue,
)
from learnmentor.mentoring.targets.services import TooManyTargets
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("learning_plan", __name__)

STATES = {TargetState.OPEN: "Open", TargetState.MET: "Met", TargetState.DROPPED: "Dropped"}
LINE = FormDefinition(
    "learning-plan-line",
    "Make it a target",
    "Both of you.",
    (
        Section(
            "",
            (
                PaperField("need", "What is to be learned", FieldKind.TEXT),
                PaperField(
                    "objective", "Objective", FieldKind.LONG, "What, and with whom. It is the target's words.",
                    most=LONGEST_TARGET, required=True,
                ),
                PaperField("measure", "How both of you will know", FieldKind.TEXT, most=LONGEST_MEASURE),
                PaperField("by_when", "By when", FieldKind.DATE),
                PaperField("help", "Who or where could help", FieldKind.TEXT, "A person, a place, a book."),
            ),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class SegmentOffer:
    """A segment that helps with an area."""

    code: str
    title: str


@dataclass(frozen=True)
class ShownPlanLine:
    """A line of the plan, its area in words, and segments that help."""

    line: PlanLine
    area: str
    state: str
    overdue: bool
    segments: Sequence[SegmentOffer]


@dataclass(frozen=True)
class GapShown:
    """An area of an audit that may become a line."""

    sheet_id: str
    area: AuditArea
    need: str
    objective: str
    segments: Sequence[SegmentOffer]


@dataclass(frozen=True)
class LearningPlanPage:
    """The plan. `gaps`: of one's own audit; `audit`: that one, whatever its state, where there is one in the pair."""

    seen: PairSeen
    lines: Sequence[ShownPlanLine]
    gaps: Sequence[GapShown]
    audit: Sheet | None


@bp.get("/pairs/<public_id>/learning-plan")
@signed_in
def plan(public_id: str) -> ResponseReturnValue:
    """What the two are to learn, and what of one's own audit may become a line."""
    seen = pair_inside(public_id)
    lines = queries.plan(db.session, installation.vault(), pair_id=seen.pair.id)
    titles, on = offered_titles(db.session, EVERY_SEGMENT), installation.today()
    audit = _audit(seen)
    gaps = _gaps(seen, audit, {(each.sheet_id, each.area) for each in lines}, titles) if audit else ()
    context = LearningPlanPage(seen, [_shown(each, titles, on=on) for each in lines], gaps, audit)
    return page("mentoring/learning_plan/plan.html", context)


def _audit(seen: PairSeen) -> Sheet | None:
    """The newest subject audit in the pair of whoever asks."""
    found = sheets.sheets_in_pair(db.session, seen.pair.id)
    return next((each for each in found if each.kind == SheetKind.SUBJECT_AUDIT and each.owner_id == seen.me.id), None)


def _may_plan(seen: PairSeen, audit: Sheet) -> bool:
    finished, shared = audit.finished_at is not None, audit.shared_at is not None
    return seen.open and rules.may_plan_from(seen.me.id, owner_id=audit.owner_id, finished=finished, shared=shared)


def _gaps(
    seen: PairSeen, audit: Sheet, planned: set[tuple[int | None, str]], titles: Mapping[str, str]
) -> list[GapShown]:
    if not _may_plan(seen, audit):
        return []
    own, other = sheets.answers(installation.vault(), audit), _other_marks(seen, audit)
    areas = [(area, _answers(area.key, own, other)) for area in AREAS if (audit.id, area.key) not in planned]
    return [
        GapShown(audit.public_id, area, said.need, said.objective, _segments(area.key, titles))
        for area, said in areas
        if rules.is_gap(said)
    ]


def _other_marks(seen: PairSeen, audit: Sheet) -> Values:
    view = sheets.view_of(db.session, audit)
    if view is None or not sheet_rules.may_read_sheet(seen.me.id, view.facts, audit.facts):
        return {}
    return sheets.answers(installation.vault(), view)


def _answers(key: str, own: Values, other: Values) -> AreaAnswers:
    return AreaAnswers(
        key, str(own.get(f"{key}_self_view", "")), str(other.get(f"{key}_mentor_view", "")),
        str(own.get(f"{key}_development_need", "")), str(own.get(f"{key}_proposed_objective", "")),
    )  # fmt: skip


def _segments(area: str, titles: Mapping[str, str]) -> list[SegmentOffer]:
    return [SegmentOffer(code, titles[code]) for code in AREA_SEGMENTS.get(area, ()) if code in titles]


def _shown(line: PlanLine, titles: Mapping[str, str], *, on: date) -> ShownPlanLine:
    target = line.target
    return ShownPlanLine(
        line, AREA[line.area].title if line.area in AREA else line.area, STATES[TargetState(target.state)],
        overdue(target.state, target.due_on, on=on), _segments(line.area, titles),
    )  # fmt: skip


@bp.get("/pairs/<public_id>/learning-plan.pdf")
@signed_in
def pdf(public_id: str) -> ResponseReturnValue:
    """The plan on A4."""
    sheet = _sheet(db.session, installation.vault(), pair_inside(public_id))
    return pdf_answer(sheet, name=f"learning-plan-{installation.today():%Y-%m-%d}")


def _sheet(db: Session, vault: Vault, seen: PairSeen) -> PaperSheet:
    lines = queries.plan(db, vault, pair_id=seen.pair.id)
    about = (("Between", f"{seen.known.mentor.name} and {seen.known.mentee.name}"),)
    sections = tuple(_printed(_shown(each, {}, on=installation.today())) for each in lines)
    return PaperSheet("Individual learning plan", "", "The two of you, and whoever you give it to.", about, sections)


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The learning plan of a pair, where it has a line, for its download."""
    sheet = _sheet(db, vault, seen)
    if sheet.sections:
        yield PairFile("learning-plan.md", plain_markdown(sheet).encode())


def _printed(shown: ShownPlanLine) -> SheetSection:
    words, target = shown.line.words, shown.line.target
    items = (
        ("What is to be learned", words.need),
        ("Objective", target.words.text),
        ("How both will know", target.words.measure),
        ("By when", long_date(target.due_on) if target.due_on else ""),
        ("Who or where could help", words.help),
        ("How it stands", shown.state),
    )
    return SheetSection(shown.area, tuple(SheetItem(label, (Said(said),) if said else ()) for label, said in items))


# A gap that becomes a line


@dataclass(frozen=True)
class PlanLinePage:
    """The words that a gap becomes a target with."""

    seen: PairSeen
    area: AuditArea
    sheet_id: str
    form: PaperForm


def _gap(public_id: str, sheet_id: str, area: str) -> tuple[PairSeen, Sheet, AuditArea]:
    """An area of one's own audit that may become a line of the plan."""
    seen, found = pair_to_write(public_id), or_404(AREA.get(area))
    audit = or_404(sheets.sheet_in_pair(db.session, sheet_id, pair_id=seen.pair.id))
    if audit.kind != SheetKind.SUBJECT_AUDIT or audit.owner_id != seen.me.id:
        abort(404)
    require(_may_plan(seen, audit))
    return seen, audit, found


def _line_page(context: PlanLinePage, status: int = 200) -> Response:
    return make_response(page("mentoring/learning_plan/line.html", context), status)


@bp.get("/pairs/<public_id>/learning-plan/<sheet_id>/<area>")
@signed_in
def new_line(public_id: str, sheet_id: str, area: str) -> ResponseReturnValue:
    """Look over the words before a gap becomes a target."""
    seen, audit, found = _gap(public_id, sheet_id, area)
    own = sheets.answers(installation.vault(), audit)
    asked = {
        "need": "development_need", "objective": "proposed_objective", "measure": "measure", "by_when": "by_when",
        "help": "who_or_where_can_help",
    }  # fmt: skip
    typed = {key: own.get(f"{area}_{answer}", "") for key, answer in asked.items()}
    return _line_page(PlanLinePage(seen, found, sheet_id, web_form(LINE, typed)))


@bp.post("/pairs/<public_id>/learning-plan/<sheet_id>/<area>")
@signed_in
def make_line(public_id: str, sheet_id: str, area: str) -> ResponseReturnValue:
    """Make a gap a target, once."""
    seen, audit, found = _gap(public_id, sheet_id, area)
    form = web_form(LINE)
    if not form.accepted() or not form.whole():
        return _line_page(PlanLinePage(seen, found, sheet_id, form), 422)
    try:
        made = _make(seen, audit, area, form.values())
    except TooManyTargets:
        form.refuse("objective", f"A pair sets {MOST_TARGETS} targets at most, and you have as many.")
        return _line_page(PlanLinePage(seen, found, sheet_id, form), 422)
    flash("It is a target now, and stands in your plan." if made else "This area was made a target before.", "message")
    flash(f"plan-{sheet_id}-{area}", "kept")
    return redirect(url_for("learning_plan.plan", public_id=public_id), 303)


def _make(seen: PairSeen, audit: Sheet, area: str, said: Values) -> bool:
    return services.make_line(
        db.session, installation.vault(), seen.pair, audit, area=area, words=PlanWords(said["need"], said["help"]),
        objective=TargetWords(said["objective"], said["measure"]),
        due_on=date.fromisoformat(said["by_when"]) if said["by_when"] else None, by=seen.me.id,
        ids=LineIds(randomness.public_id(), randomness.public_id()), at=clock.now(),
    )  # fmt: skip
