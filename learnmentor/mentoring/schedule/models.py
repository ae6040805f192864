"""Schedules of a pair: periods with what is planned in each, and ticks. What moved, and why, lies in lines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.schedule.rules import DoneThing, PlannedKind, PlannedPeriod, ReportTo, SchedulePreset
from learnmentor.mentoring.schedule.terms import TermPart

_COUNTS = ("talks", "mentor_watches", "mentee_watches", "elsewhere", "joint")


class PairSchedule(Base):
    """The plan of one academic year, which begins in September of `begins`. `changes`: how often it was changed."""

    __tablename__ = "pair_schedule"
    __table_args__ = (
        UniqueConstraint("pair_id", "begins"),
        CheckConstraint("preset in ('pre-service', 'in-service', 'sample', 'blank')", name="preset"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    begins: Mapped[int]
    preset: Mapped[SchedulePreset] = mapped_column(String(12))
    changes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]


class SchedulePeriod(Base):
    """One stretch of a schedule, both days in it; `place` from 0."""

    __tablename__ = "pair_schedule_period"
    __table_args__ = (
        UniqueConstraint("schedule_id", "place"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint(" and ".join(f"{each} between 0 and 40" for each in _COUNTS), name="planned"),
        CheckConstraint("report_to in ('nobody', 'tutor', 'course-leader', 'coordinator')", name="report_to"),
        CheckConstraint("(report_to = 'nobody') = (report_due_on is null)", name="report_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_schedule.id", ondelete="CASCADE"))
    place: Mapped[int]
    part: Mapped[str | None] = mapped_column(String(14))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    talks: Mapped[int]
    mentor_watches: Mapped[int]
    mentee_watches: Mapped[int]
    elsewhere: Mapped[int]
    joint: Mapped[int]
    report_to: Mapped[ReportTo] = mapped_column(String(14))
    report_due_on: Mapped[date | None]

    @property
    def planned(self) -> PlannedPeriod:
        """What rules ask of it."""
        counts = {
            PlannedKind.TALK: self.talks, PlannedKind.MENTOR_WATCHES: self.mentor_watches,
            PlannedKind.MENTEE_WATCHES: self.mentee_watches, PlannedKind.ELSEWHERE: self.elsewhere,
            PlannedKind.JOINT: self.joint, PlannedKind.REPORT: int(self.report_due_on is not None),
        }  # fmt: skip
        part = TermPart(self.part) if self.part else None
        return PlannedPeriod(self.starts_on, self.ends_on, part, counts, ReportTo(self.report_to), self.report_due_on)


class ScheduleTick(Base):
    """What took place on a day without a record here, as one of the two says."""

    __tablename__ = "pair_schedule_tick"
    __table_args__ = (
        UniqueConstraint("schedule_id", "kind", "done_on"),
        CheckConstraint(
            "kind in ('talk', 'mentor-watches', 'mentee-watches', 'elsewhere', 'joint', 'report')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_schedule.id", ondelete="CASCADE"))
    kind: Mapped[PlannedKind] = mapped_column(String(16))
    done_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    @property
    def done(self) -> DoneThing:
        """What rules ask of it."""
        return DoneThing(PlannedKind(self.kind), self.done_on, ticked=True)
