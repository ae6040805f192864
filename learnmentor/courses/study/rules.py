"""What counts as studied: the half hour, what is left of it, and how active time is credited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES

BEAT_CAP_SECONDS = 45  # a beat comes every 30 s at most; a late one is credited no more than this


class SegmentProgress(StrEnum):
    """How far somebody is with a segment, an activity or a line of what is left."""

    TODO = "todo"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True)
class Remaining:
    """One line of "what is left"; `href` leads to its place on the page."""

    label: str
    state: SegmentProgress
    href: str


_ACTIVITY_WORD = {
    "quiz": "Quick check", "sort": "Sort", "conversation": "Conversation", "audit": "Audit", "reflection": "Reflection",
    "practice": "Practice",
}  # fmt: skip


_SATISFIED = frozenset({"done", "not_yet"})  # a practice put off is followed by a reminder, and holds nothing up


def needed_minutes(minutes: Mapping[str, int]) -> int:
    """Minutes at the screen, or claimed, that a segment asks for: half of those planned on the screen, rounded up."""
    on_screen = SEGMENT_MINUTES - minutes.get("practice", 0)
    return -(-on_screen // 2)


def time_given(*, minutes: Mapping[str, int], active_minutes: int, claimed_minutes: int | None) -> bool:
    """Whether measured and claimed minutes together reach what is asked. Added here and nowhere else."""
    return active_minutes + (claimed_minutes or 0) >= needed_minutes(minutes)


def _reading(minutes: Mapping[str, int], spent: int) -> SegmentProgress:
    # Nobody can see a person read. Half of the reading minutes on the clock, or claimed, is the most that can be known.
    if spent >= -(-minutes.get("reading", 0) // 2):
        return SegmentProgress.DONE
    return SegmentProgress.BEGUN if spent else SegmentProgress.TODO


def _label(activity: Mapping[str, Any], activities: Sequence[Mapping[str, Any]]) -> str:
    word = _ACTIVITY_WORD.get(activity["kind"], activity["kind"].capitalize())
    alike = [other["id"] for other in activities if other["kind"] == activity["kind"]]
    return word if len(alike) == 1 else f"{word} {alike.index(activity['id']) + 1}"


def what_is_left(
    *,
    minutes: Mapping[str, int],
    activities: Sequence[Mapping[str, Any]],
    states: Mapping[str, str],
    active_minutes: int,
    claimed_minutes: int | None,
) -> list[Remaining]:
    """Every part of a segment with its state, in order. `states`: activity id → begun, not_yet or done."""
    lines = [
        Remaining(
            f"Read ({minutes.get('reading', 0)} min)",
            _reading(minutes, active_minutes + (claimed_minutes or 0)),
            "#reading",
        )
    ]
    for activity in activities:
        state = states.get(activity["id"], "")
        label = _label(activity, activities)
        if state == "not_yet":
            label += " (not yet: we will remind you)"
        progress = (
            SegmentProgress.DONE if state in _SATISFIED else SegmentProgress.BEGUN if state else SegmentProgress.TODO
        )
        lines.append(Remaining(label, progress, f"#activity-{activity['id']}"))
    return lines


def segment_done(
    *,
    minutes: Mapping[str, int],
    activities: Sequence[Mapping[str, Any]],
    states: Mapping[str, str],
    active_minutes: int,
    claimed_minutes: int | None,
) -> bool:
    """Every required activity done (or a practice put off), and the time given or claimed [design.md section 6]."""
    worked = all(states.get(activity["id"]) in _SATISFIED for activity in activities if activity.get("required", True))
    return worked and time_given(minutes=minutes, active_minutes=active_minutes, claimed_minutes=claimed_minutes)


def time_states(minutes: Mapping[str, int], spent: int) -> tuple[SegmentProgress, bool]:
    """What `spent` minutes make of the reading, and whether they are enough to finish."""
    return _reading(minutes, spent), spent >= needed_minutes(minutes)


@dataclass(frozen=True)
class Clock:
    """Which tab a person studies in, at which segment, and the last moment up to which time was counted."""

    tab: str
    segment_id: int
    last_at: datetime


def credited(clock: Clock | None, *, tab: str, segment_id: int, starting: bool, at: datetime) -> tuple[Clock, int]:
    """The clock after a beat, and the whole seconds it credits to the segment.

    One tab at one segment owns the clock. Its beats credit the time since the last one, up to the cap. Another takes
    over with a starting beat, or once the owner was silent for longer than the cap, and is credited nothing for that
    beat. The clock never goes back, so no second is credited twice, whatever tabs, segments or the server's clock do.
    """
    if clock is None:
        return Clock(tab, segment_id, at), 0
    silent = (at - clock.last_at).total_seconds()
    mine = (clock.tab, clock.segment_id) == (tab, segment_id)
    if starting or (not mine and silent > BEAT_CAP_SECONDS):
        return Clock(tab, segment_id, max(at, clock.last_at)), 0
    if not mine or silent <= 0:
        return clock, 0
    if silent > BEAT_CAP_SECONDS:
        return replace(clock, last_at=at), BEAT_CAP_SECONDS
    seconds = int(silent)  # the fraction stays on the clock for the next beat
    return replace(clock, last_at=clock.last_at + timedelta(seconds=seconds)), seconds


@dataclass(frozen=True)
class Sitting:
    """What decides which revision a learner reads: their own, the one in force, and the newest major one."""

    studied: int | None  # number of the revision of their study
    completed: bool
    current: int
    last_major: int | None


def keeps_own_revision(sitting: Sitting) -> bool:
    """Part-way learners keep the revision of the sitting; after completion only a major change keeps it on show."""
    if sitting.studied is None or sitting.studied == sitting.current:
        return False
    return not sitting.completed or changed_since_finished(sitting)


def changed_since_finished(sitting: Sitting) -> bool:
    """Whether a major revision came after the one that was completed."""
    return sitting.completed and sitting.studied is not None and (sitting.last_major or 0) > sitting.studied


def newer_waits(sitting: Sitting) -> bool:
    """Whether a learner who is part-way may change to a newer revision."""
    return sitting.studied is not None and not sitting.completed and sitting.current > sitting.studied


@dataclass(frozen=True)
class Stop:
    """One segment as a map or a list needs it."""

    code: str
    unit_code: str
    title: str
    state: SegmentProgress
    touched_at: datetime | None = None


def next_stop(stops: Iterable[Stop], *, after: str | None = None) -> Stop | None:
    """The next segment to do: the first one left after `after`, or else the first one left at all."""
    listed = list(stops)
    start = next((n + 1 for n, stop in enumerate(listed) if stop.code == after), 0)
    return next(
        (
            stop
            for stop in [*listed[start:], *listed[:start]]
            if stop.state != SegmentProgress.DONE and stop.code != after
        ),
        None,
    )


def where_you_stopped(stops: Iterable[Stop]) -> Stop | None:
    """The unfinished segment that was touched last."""
    begun = [stop for stop in stops if stop.state == SegmentProgress.BEGUN and stop.touched_at]
    return max(begun, key=lambda stop: stop.touched_at or datetime.min.replace(tzinfo=UTC), default=None)


def part_of_day(at: datetime, zone: str) -> str:
    """How one greets at that moment: morning, afternoon or evening."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"


@dataclass(frozen=True)
class CompletedSegment:
    """A completed segment as awards and records need it."""

    unit_code: str
    segment_code: str
    revision_number: int
    completed_on: date
    minutes: int
    active_minutes: int
    claimed_minutes: int | None
