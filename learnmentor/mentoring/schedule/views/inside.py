"""How a schedule is reached by one of the two, with what stands on it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from learnmentor.ground.db import db
from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.lines import queries as lines
from learnmentor.mentoring.rules import PairKind, Side
from learnmentor.mentoring.schedule import queries, wording
from learnmentor.mentoring.schedule.form_schedule import words_form
from learnmentor.mentoring.schedule.models import PairSchedule
from learnmentor.mentoring.schedule.queries import SchedulePlan
from learnmentor.mentoring.schedule.rules import PlannedKind, ScheduleStanding
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class ScheduleSeen:
    """A schedule as one of the two finds it."""

    seen: PairSeen
    plan: SchedulePlan

    @property
    def schedule(self) -> PairSchedule:
        """The schedule itself."""
        return self.plan.schedule

    @property
    def page(self) -> str:
        """Its page."""
        return self.address("schedule.schedule")

    @property
    def partners(self) -> bool:
        """Whether both coach, so that nobody is mentor or mentee."""
        return self.seen.pair.kind == PairKind.CO_COACHING

    def address(self, endpoint: str, **more: str) -> str:
        """The address of one of its pages."""
        values: dict[str, Any] = {"public_id": self.seen.pair.public_id, "schedule_id": self.schedule.public_id, **more}
        return url_for(endpoint, **values)

    def kind_words(self, kind: PlannedKind) -> str:
        """A kind with the names of the two."""
        return kind_words(self.seen, kind)

    def standing(self) -> ScheduleStanding:
        """What became of it as far as today."""
        return queries.standing(
            db.session, self.plan, pair=self.seen.pair, zone=installation.zone(), on=installation.today()
        )


def kind_words(seen: PairSeen, kind: PlannedKind) -> str:
    """A kind with the names of the two of a pair."""
    mentor, mentee = (seen.known.party(side).name for side in (Side.MENTOR, Side.MENTEE))
    return wording.kind_words(kind, mentor=mentor, mentee=mentee, partners=seen.pair.kind == PairKind.CO_COACHING)


def schedule_inside(public_id: str, schedule_id: str, *, to_write: bool = False) -> ScheduleSeen:
    """A schedule for the two of its pair; 404 for everybody else."""
    seen = pair_to_write(public_id) if to_write else pair_inside(public_id)
    found = or_404(queries.schedule(db.session, schedule_id, pair_id=seen.pair.id))
    return ScheduleSeen(seen, queries.plan_of(db.session, found))


@dataclass(frozen=True)
class SaidOfYear:
    """What the two said of a year: values by writer, and the marks of the reader's own cells."""

    by_writer: dict[int, dict[str, Any]]
    marks: dict[str, str]

    def of(self, key: str) -> list[tuple[int, str]]:
        """Who said what under a key."""
        return [(writer, values[key]) for writer, values in self.by_writer.items() if values.get(key)]


def said_of(inside: ScheduleSeen) -> SaidOfYear:
    """The words of both on a schedule."""
    me, texts, marks = inside.seen.me.id, dict[int, dict[str, str]](), dict[str, str]()
    found = lines.lines(
        db.session, installation.vault(), pair_id=inside.seen.pair.id, record=inside.schedule.public_id, reader_id=me
    )
    for line in found:
        texts.setdefault(line.writer_id, {})[line.field] = line.text
        if line.writer_id == me:
            marks[line.field] = cells.mark(line.changes, line.text)
    form = words_form(len(inside.plan.periods))
    return SaidOfYear({writer: cells.values_of(form, said) for writer, said in texts.items()}, marks)
