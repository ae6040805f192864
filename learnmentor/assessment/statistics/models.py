"""Answers of nobody in particular, how many there were, and whom we asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class AnonymousAnswer(Base):
    """One answer, of nobody that we could name: no person, no time but the month, a key that was drawn at random.

    Written in the transaction of what happened and folded into tallies by the worker every day, so that not even the
    order in which a database keeps its rows tells whose it was. On SQLite rows lie in the order of their keys.
    """

    __tablename__ = "anonymous_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[date]
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"))
    question: Mapped[str] = mapped_column(String(100))  # rules.Question, of a quiz with activity and wording
    answer: Mapped[str] = mapped_column(String(120))  # "wrong b", "yes": never what somebody typed


class SegmentTally(Base):
    """How many people gave an answer in a month, or were counted so by the worker. True counts; pages print fewer."""

    __tablename__ = "segment_tally"
    __table_args__ = (CheckConstraint("count > 0", name="count"), {"sqlite_with_rowid": False})

    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(100), primary_key=True)
    answer: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]


class AskedUseful(Base):
    """That somebody was asked whether a segment was useful and has pressed something; not what, and not when."""

    __tablename__ = "asked_useful"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"), primary_key=True)


class JudgementSpread(Base):
    """How those who let themselves be counted judged in an activity, as it is printed: no true count is kept.

    Drawn by the worker once a day. `wording` says of which edition; `printed` is that of `spread.spread_from`.
    """

    __tablename__ = "judgement_spread"

    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"), primary_key=True, autoincrement=False)
    activity: Mapped[str] = mapped_column(String(60), primary_key=True)
    wording: Mapped[str] = mapped_column(String(8))
    printed: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
