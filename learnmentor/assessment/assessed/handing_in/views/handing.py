"""Handing in, in two steps: looking over all that goes, and pressing once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.handing_in import queries, rules, services, wording
from learnmentor.assessment.assessed.handing_in.contents import GapKind, HandInGap
from learnmentor.assessment.assessed.handing_in.forms import HandInForm
from learnmentor.assessment.assessed.handing_in.queries import ToHandIn
from learnmentor.assessment.assessed.handing_in.services import DecisionTarget, LookedOver
from learnmentor.assessment.assessed.models import ReleasedRecord
from learnmentor.assessment.assessed.records.rules import standing
from learnmentor.assessment.assessed.rules import HandedInPart
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import names_hidden
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission, own_submission_to_prepare
from learnmentor.courses.catalogue.assessed_versions import PartTake
from learnmentor.ground import clock, randomness
from learnmentor.ground.calendars.working_days import after_working_days
from learnmentor.ground.db import db
from learnmentor.markup.found import count_words
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("handing_in", __name__)

CHANGED = "Something changed since you looked it over. This is how it is now: look again, and go on if it is right."
NOT_OFFERED = (
    "This level is not offered any more, so it cannot be handed in now. What you wrote stays, and you can copy it into "
    "work at another level."
)
MISSING = "Something is missing now, so it was not handed in. Nothing is lost."


@dataclass(frozen=True)
class PartGoing:
    """A part as it would go. `asked`: how many words it is to have; `later`: it is shown in a discussion."""

    part: HandedInPart
    words: int
    asked: int | None
    later: bool


@dataclass(frozen=True)
class GapLine:
    """One thing that is missing, and where it is mended; "" where that is nowhere."""

    words: str
    href: str


@dataclass(frozen=True)
class GapGroup:
    """What is missing of one kind."""

    heading: str
    lines: Sequence[GapLine]


@dataclass(frozen=True)
class HandInPage:
    """All that would go, what stays, who reads it, and what is missing. `why`: why it was not handed in just now."""

    own: OwnSubmission
    found: ToHandIn
    parts: Sequence[PartGoing]
    groups: Sequence[GapGroup]
    held_back: Sequence[tuple[str, str]]
    hidden: bool
    days: int
    due_on: date
    left: int
    why: str


@dataclass(frozen=True)
class SurePage:
    """The last step: what goes, in numbers, and the button."""

    own: OwnSubmission
    found: ToHandIn
    form: HandInForm
    files: int
    due_on: date
    left: int


@bp.get("/assessed-work/<public_id>/hand-in")
@signed_in
def look_over(public_id: str) -> ResponseReturnValue:
    """All that would go, to be looked over."""
    own = own_submission_to_prepare(public_id)
    return _looked_over(own, _found(own))


@bp.get("/assessed-work/<public_id>/hand-in/sure")
@signed_in
def ask_if_sure(public_id: str) -> ResponseReturnValue:
    """The last step, for what was looked over; the first one again where that changed since."""
    own = own_submission_to_prepare(public_id)
    found = _found(own)
    if found.gaps or request.args.get("mark", "") != found.mark:
        return _looked_over(own, found, why=MISSING if found.gaps else CHANGED)
    return _asked(own, found, HandInForm(data={"number": found.number, "mark": found.mark}))


@bp.post("/assessed-work/<public_id>/hand-in/sure")
@signed_in
def hand_in(public_id: str) -> ResponseReturnValue:
    """Hand it in, once."""
    own, form = own_submission(public_id), HandInForm()
    receipt = url_for("receipts.receipt", public_id=public_id, number=form.which)
    if rules.handed_in_already(form.which, tries=own.submission.tries):
        return redirect(receipt, 303)
    if not form.accepted():
        own = own_submission_to_prepare(public_id)
        return _asked(own, _found(own), form), 422
    return _handed_in(own, form) or redirect(receipt, 303)


def _handed_in(own: OwnSubmission, form: HandInForm) -> ResponseReturnValue | None:
    """None once it is handed in, now or a moment ago; else the page that says why not."""
    target = DecisionTarget(installation.settings().assessment_days, installation.zone())
    try:
        services.hand_in(
            db.session, installation.vault(), own.submission, by=own.me.id,
            seen=LookedOver(form.which, form.text("mark")), target=target, public_id=randomness.public_id(),
            at=clock.now(),
        )  # fmt: skip
    except services.SomethingMissing:
        return _again(own, MISSING)
    except services.WorkChangedMeanwhile:
        return _again(own, CHANGED)
    except NotNow:
        flash("It cannot be handed in now. What you wrote is all here.", "message")
        return redirect(url_for("assessed_work.submission", public_id=own.submission.public_id), 303)
    return None


def _again(own: OwnSubmission, why: str) -> ResponseReturnValue:
    db.let_go()
    own = own_submission_to_prepare(own.submission.public_id)
    return _looked_over(own, _found(own), why=why), 422


def _found(own: OwnSubmission) -> ToHandIn:
    found = queries.to_hand_in(db.session, installation.vault(), own.submission)
    if found is None:
        abort(409, NOT_OFFERED)
    return found


def _looked_over(own: OwnSubmission, found: ToHandIn, *, why: str = "") -> str:
    days = installation.settings().assessment_days
    context = HandInPage(
        own,
        found,
        [_going(own, found, part) for part in found.work.parts],
        [_group(own, found, kind) for kind in GapKind],
        [_held_back(found, each) for each in found.held_back],
        names_hidden(),
        days,
        after_working_days(installation.today(), days),
        rules.tries_left(found.number),
        why,
    )
    return page("assessed/handing_in/look_over.html", context)


def _going(own: OwnSubmission, found: ToHandIn, part: HandedInPart) -> PartGoing:
    asked = found.opened.brief.part(part.key)
    length = asked.words_at(own.submission.level) if asked else None
    return PartGoing(part, count_words(part.text), length, asked is not None and PartTake.DISCUSSION in asked.takes)


def _group(own: OwnSubmission, found: ToHandIn, kind: GapKind) -> GapGroup:
    return GapGroup(wording.GAPS[kind], [_line(own, found, each) for each in found.gaps if each.kind == kind])


def _line(own: OwnSubmission, found: ToHandIn, gap: HandInGap) -> GapLine:
    if gap.kind in {GapKind.UNIT, GapKind.PRACTICE}:
        return GapLine(f"{gap.key} {gap.words}", url_for("catalogue.unit", code=gap.key.lower()))
    showing = [part.key for part in found.opened.brief.parts if gap.key in {part.key, *part.criteria}]
    public_id = own.submission.public_id
    return GapLine(gap.words, url_for("work_parts.part", public_id=public_id, part_key=showing[0]) if showing else "")


def _held_back(found: ToHandIn, record: ReleasedRecord) -> tuple[str, str]:
    part = found.opened.brief.part(record.part)
    return (part.title if part else "A part that is not asked for any more", wording.HELD_BACK[standing(record.state)])


def _asked(own: OwnSubmission, found: ToHandIn, form: HandInForm) -> str:
    files = sum(len(part.files) for part in found.work.parts)
    due_on = after_working_days(installation.today(), installation.settings().assessment_days)
    return page(
        "assessed/handing_in/sure.html", SurePage(own, found, form, files, due_on, rules.tries_left(found.number))
    )
