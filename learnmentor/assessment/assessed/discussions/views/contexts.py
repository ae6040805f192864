"""What both sides of a discussion share: how it stands, its forms, and what is said of what cannot be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.discussions import queries, rules, services
from learnmentor.assessment.assessed.discussions.forms import (
    MODES,
    DiscussionCorrectionForm,
    DiscussionRecordForm,
    DiscussionTimesForm,
    PickTimeForm,
)
from learnmentor.assessment.assessed.discussions.models import Discussion
from learnmentor.assessment.assessed.discussions.rules import (
    DiscussionFacts,
    DiscussionSide,
    DiscussionState,
    DiscussionWords,
)
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import names_hidden
from learnmentor.courses.catalogue.assessed_versions import BriefPart
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class DiscussionPage:
    """A discussion as one side finds it. `times`: those that were proposed, in words; `picked`: the one that holds.

    `arranges`: whether the reader may do something about it; the forms are there where they may.
    """

    found: TryFound
    part: BriefPart
    discussion: Discussion | None
    words: DiscussionWords
    facts: DiscussionFacts
    side: DiscussionSide
    times: list[str]
    picked: str
    mode: str
    zone: str
    hidden: bool
    back: str
    here: str
    propose: DiscussionTimesForm | None
    pick: PickTimeForm | None
    record: DiscussionRecordForm | None
    correct: DiscussionCorrectionForm | None


@dataclass(frozen=True)
class DiscussionSeen:
    """A discussion, who looks, and where the page lies. `arranges`: whether they do more than read."""

    found: TryFound
    side: DiscussionSide
    arranges: bool
    back: str
    here: str


def discussion_page(
    seen: DiscussionSeen, *, propose: DiscussionTimesForm | None = None, pick: PickTimeForm | None = None,
    record: DiscussionRecordForm | None = None, correct: DiscussionCorrectionForm | None = None,
) -> DiscussionPage:  # fmt: skip
    """The page as it is now; a form that was not accepted is given back as it was typed."""
    tried = seen.found.tried
    part = or_404(queries.discussed_part(tried))
    there = queries.discussion_of(db.session, tried.id)
    facts, words = queries.facts_of(tried, there), _words(there)
    times = [_when(each) for each in words.proposal.times] if words.proposal else []
    mark = {"seen": there.changes if there else 0}
    may = _may(seen, facts)
    return DiscussionPage(
        seen.found,
        part,
        there,
        words,
        facts,
        seen.side,
        times,
        _when(there.starts_at) if there and there.starts_at and facts.state == DiscussionState.AGREED else "",
        MODES[words.proposal.mode] if words.proposal else "",
        installation.zone(),
        names_hidden(),
        seen.back,
        seen.here,
        propose or (DiscussionTimesForm(blank=True, data=mark) if may["propose"] else None),
        pick or (PickTimeForm(blank=True, data=mark).offer(times) if may["pick"] else None),
        record or (DiscussionRecordForm(blank=True) if may["record"] else None),
        correct or (DiscussionCorrectionForm(blank=True) if may["correct"] else None),
    )


def _may(seen: DiscussionSeen, facts: DiscussionFacts) -> dict[str, bool]:
    return {
        "propose": seen.arranges and rules.may_propose(facts),
        "pick": seen.arranges and rules.may_pick(seen.side, facts),
        "record": seen.arranges and rules.may_record(seen.side, facts),
        "correct": seen.arranges and rules.may_correct(seen.side, facts),
    }


def _words(there: Discussion | None) -> DiscussionWords:
    return queries.words_of(installation.vault(), there) if there else DiscussionWords()


def _when(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(installation.zone()))
    return f"{local:%A} {long_date(local)} at {local:%H:%M}"


# What both do

Again = Callable[[DiscussionPage], ResponseReturnValue]


def proposed(seen: DiscussionSeen, again: Again) -> ResponseReturnValue:
    """Propose times, for either side; `again` draws the page where that cannot be."""
    form = DiscussionTimesForm()
    proposal = form.proposal(zone=installation.zone(), at=clock.now()) if form.accepted() else None
    if proposal is None:
        return again(discussion_page(seen, propose=form))
    return done(
        seen,
        "Your times are there for the other one to pick from.",
        lambda: services.propose(
            db.session, installation.vault(), seen.found, proposal, side=seen.side, seen=_number(form.text("seen")),
            public_id=randomness.public_id(), at=clock.now(),
        ),
    )  # fmt: skip


def picked(seen: DiscussionSeen, again: Again) -> ResponseReturnValue:
    """Take one of the other's times."""
    proposal = _words(queries.discussion_of(db.session, seen.found.tried.id)).proposal
    if proposal is None:
        return done(seen, "No time is proposed yet, so there is none to take.", lambda: None)
    form = PickTimeForm().offer([_when(each) for each in proposal.times])
    if not form.accepted():
        return again(discussion_page(seen, pick=form))
    return done(
        seen,
        "It is agreed. Both of you see the time here.",
        lambda: services.pick(
            db.session, installation.vault(), seen.found, _number(form.text("time")), side=seen.side,
            seen=_number(form.text("seen")),
        ),
    )  # fmt: skip


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1


def done(seen: DiscussionSeen, said: str, do: Callable[[], object]) -> ResponseReturnValue:
    """Do it, and say what was done or why not."""
    try:
        do()
    except services.ProposalChanged:
        said = "Other times were proposed meanwhile. Look at those first."
    except NotNow:
        said = "That cannot be done any more. This is how it stands."
    flash(said, "message")
    return redirect(seen.here, 303)
