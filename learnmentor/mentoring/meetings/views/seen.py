"""What the pages of one meeting share: the meeting, its lines as a reader sees them, what is open from before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring.lines import queries as line_queries
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.meetings import queries
from learnmentor.mentoring.meetings.form_record import LINES
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.wording import when_in_words
from learnmentor.mentoring.targets import queries as target_queries
from learnmentor.mentoring.targets.queries import OpenedTarget, StepTaken
from learnmentor.mentoring.targets.rules import TargetState, TargetStep, overdue
from learnmentor.mentoring.targets.views import STEPS
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class ShownLine:
    """A line with its writer's name. `later`: written or changed after the record was confirmed."""

    line: OpenedLine
    by: str
    mine: bool
    later: bool


@dataclass(frozen=True)
class ShownTarget:
    """A target with how it stands on a day."""

    target: OpenedTarget
    overdue: bool


def meeting_of(seen: PairSeen, meeting_id: str) -> PairMeeting:
    """A meeting of a pair; 404 for none."""
    return or_404(queries.meeting(db.session, meeting_id, pair_id=seen.pair.id))


def lines_of(seen: PairSeen, meeting: PairMeeting) -> Mapping[str, Sequence[ShownLine]]:
    """What the reader may read of a meeting, by place, in the order of the form; places without lines are there too."""
    found = line_queries.lines(
        db.session, installation.vault(), pair_id=seen.pair.id, record=meeting.public_id, reader_id=seen.me.id
    )
    shown = [_shown(seen, each, meeting.confirmed_at) for each in found]
    return {place: [each for each in shown if each.line.field == place] for place in LINES}


def _shown(seen: PairSeen, line: OpenedLine, confirmed_at: datetime | None) -> ShownLine:
    last = line.changed_at or line.written_at
    later = confirmed_at is not None and last > confirmed_at
    return ShownLine(line, seen.name_of(line.writer_id), line.writer_id == seen.me.id, later)


def open_targets(seen: PairSeen, *, on: date, apart_from: str | None = None) -> list[ShownTarget]:
    """The open targets of a pair, but those that were agreed in one meeting."""
    found = target_queries.targets(db.session, installation.vault(), pair_id=seen.pair.id)
    still = [each for each in found if each.state == TargetState.OPEN and (each.record or "") != (apart_from or "-")]
    return [ShownTarget(each, overdue(each.state, each.due_on, on=on)) for each in still]


@dataclass(frozen=True)
class SaidOutcome:
    """What became of a target from before, as it was said in one meeting."""

    target: str
    became: str
    by: str


def outcomes_of(seen: PairSeen, meeting: PairMeeting) -> list[SaidOutcome]:
    """What was said in a meeting of the targets from before."""
    found = target_queries.targets(db.session, installation.vault(), pair_id=seen.pair.id)
    return [
        SaidOutcome(each.words.text, _became(step), seen.name_of(step.person_id))
        for each in found
        for step in each.steps
        if step.record == meeting.public_id and step.step != TargetStep.SET
    ]


def _became(step: StepTaken) -> str:
    if step.step == TargetStep.MOVED and step.due_on:
        return f"Moved to {long_date(step.due_on)}"
    return STEPS[TargetStep(step.step)].capitalize()


def when(meeting: PairMeeting) -> str:
    """When a meeting is or was, in the words of its zone."""
    return when_in_words(meeting.when.starts_at, meeting.zone)
