"""One record of a meeting, as one of the two sent it: the meeting, their lines, what became of targets, new ones, the
next meeting. Sent twice, from a second tab or a queue kept offline, it is kept once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import queries as line_queries
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.lines.rules import merged
from learnmentor.mentoring.meetings import services
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.typed_record import NewTarget, TargetOutcome, TypedLine, TypedRecord
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.targets import queries as target_queries
from learnmentor.mentoring.targets import services as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetStep


@dataclass(frozen=True)
class KeptRecord:
    """What came of it. `alone`: the meeting is as it was typed; `late`: how many targets stood otherwise by then."""

    meeting: PairMeeting
    alone: bool
    late: int


def keep(
    db: Session,
    vault: Vault,
    pair: Pair,
    meeting: PairMeeting | None,
    typed: TypedRecord,
    *,
    seen: int,
    token: str,
    by: int,
    at: datetime,
) -> KeptRecord:
    """Keep a record. `token` came with the form.

    Raises `PairEnded`, `MeetingCancelled`, `TooManyMeetings`, `TooManyPairLines`, `TooManyTargets`.
    """
    held = hold_open(db, pair)
    found, alone = _meeting(db, vault, held, meeting, typed, seen=seen, by=by, at=at)
    for each in typed.lines:
        write_line(db, vault, held, each, record=found.public_id, token=line_token(token, each.field), by=by, at=at)
    late = [each for each in typed.outcomes if not _step(db, held, each, record=found.public_id, by=by, at=at)]
    _set_targets(db, vault, held, typed.targets, record=found.public_id, by=by, at=at)
    if typed.following is not None:
        services.plan(db, vault, held, typed.following, by=by, public_id=randomness.public_id(), at=at)
    return KeptRecord(found, alone, len(late))


def write_line(
    db: Session, vault: Vault, pair: Pair, typed: TypedLine, *, record: str, token: str, by: int, at: datetime
) -> PairLine:
    """Add a line; where it came before with its token and other words, since no answer arrived, it has both."""
    line = lines.write(
        db, vault, pair, record=record, field=typed.field, writer_id=by, text=typed.text, own=typed.own, token=token,
        public_id=randomness.public_id(), at=at,
    )  # fmt: skip
    there = line_queries.text_of(vault, line)
    if (both := merged(there, typed.text)) != there:
        lines.change(db, vault, pair, line, by=by, text=both, own=typed.own, seen=line.changes, at=at)
    return line


def line_token(token: str, field: str) -> str:
    """The token of the line that a form brings for one of its fields; a browser that queues it says the same."""
    return f"{token}.{field}"[:40]


def _meeting(
    db: Session, vault: Vault, pair: Pair, meeting: PairMeeting | None, typed: TypedRecord, *, seen: int, by: int,
    at: datetime,
) -> tuple[PairMeeting, bool]:  # fmt: skip
    if typed.said is None:
        made = meeting or services.plan(db, vault, pair, typed.plan, by=by, public_id=randomness.public_id(), at=at)
        return made, True
    recorded = services.record(
        db, vault, pair, meeting, typed.said, zone=typed.plan.zone, seen=seen, by=by,
        public_id=randomness.public_id(), at=at,
    )  # fmt: skip
    return recorded.meeting, recorded.alone


def _step(db: Session, pair: Pair, outcome: TargetOutcome, *, record: str, by: int, at: datetime) -> bool:
    """Take a step of a target; False where it stands otherwise by now. Said twice in one meeting it is one step."""
    target = target_queries.target(db, outcome.public_id, pair_id=pair.id)
    if target is None:
        return False
    last = target_queries.last_step(db, target.id)
    moved = outcome.due_on if outcome.step == TargetStep.MOVED else target.due_on
    if last and (last.step, last.record, last.due_on) == (outcome.step, record, moved):
        return True
    try:
        targets.step(db, pair, target, outcome.step, by=by, at=at, record=record, due_on=outcome.due_on)
    except targets.NoSuchStep:
        return False
    return True


def _set_targets(
    db: Session, vault: Vault, pair: Pair, new: Sequence[NewTarget], *, record: str, by: int, at: datetime
) -> None:
    there = {(each.words, each.due_on) for each in target_queries.set_in(db, vault, pair_id=pair.id, record=record)}
    for each in new:
        if (each.words, each.due_on) not in there:
            targets.set_target(
                db, vault, pair, words=each.words, due_on=each.due_on, source=TargetSource.MEETING, record=record,
                by=by, public_id=randomness.public_id(), at=at,
            )  # fmt: skip
            there.add((each.words, each.due_on))
