"""Decisions about assessed visits: who may propose, agree and write, and when.

An assessed visit is one from the beginning [I5]: there is no way into it from a formative one and none out of it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PURPOSE = "assessed"  # the only one there is; it is written once
MOST_VISITS = 4  # for a try, called off ones too


class VisitStage(StrEnum):
    """Where an assessed visit is."""

    PROPOSED = "proposed"  # by the assessor; the learner has not answered
    OTHER_DAY = "other-day"  # the learner asked for one
    TELLING = "telling"  # the learner was told; the mentee who will be there has not said so yet
    TOLD = "told"
    RECORDED = "recorded"
    CALLED_OFF = "called-off"


@dataclass(frozen=True)
class VisitFacts:
    """A visit as rules see it. `present_id`: the mentee who will be there, where one will be."""

    assessor_id: int
    learner_id: int
    held_on: date
    present_id: int | None = None
    learner_told: bool = False
    present_told: bool = False
    other_day_asked: bool = False
    recorded: bool = False
    called_off: bool = False

    @property
    def all_told(self) -> bool:
        """Whether everybody who is watched has said that they were told [promise 3]."""
        return self.learner_told and (self.present_id is None or self.present_told)

    @property
    def stage(self) -> VisitStage:
        """Where the visit is."""
        if self.called_off:
            return VisitStage.CALLED_OFF
        if self.recorded:
            return VisitStage.RECORDED
        if self.learner_told:
            return VisitStage.TOLD if self.all_told else VisitStage.TELLING
        return VisitStage.OTHER_DAY if self.other_day_asked else VisitStage.PROPOSED


def may_propose(*, assigned: bool, visits: int, going_on: bool) -> bool:
    """Whether whoever judges a try proposes a visit: one at a time, and not without end."""
    return assigned and not going_on and visits < MOST_VISITS


def may_change_day(person_id: int, facts: VisitFacts) -> bool:
    """Whether the assessor proposes another day: then everybody is told again."""
    return person_id == facts.assessor_id and not (facts.recorded or facts.called_off)


def may_answer(person_id: int, facts: VisitFacts) -> bool:
    """Whether the learner agrees to a visit, or asks for another day."""
    return person_id == facts.learner_id and not (facts.learner_told or facts.called_off)


def may_answer_present(person_id: int, facts: VisitFacts) -> bool:
    """Whether the mentee says that they were told, or that they would rather not be there."""
    return person_id == facts.present_id and not (facts.recorded or facts.called_off)


def may_call_off(person_id: int, facts: VisitFacts) -> bool:
    """Whether a visit that has not been recorded is called off: by the assessor or the learner."""
    return person_id in {facts.assessor_id, facts.learner_id} and not (facts.recorded or facts.called_off)


def may_record(person_id: int, facts: VisitFacts, *, on: date) -> bool:
    """Whether the assessor writes: from the day on, and never before everybody who is watched was told."""
    ready = facts.all_told and not (facts.recorded or facts.called_off)
    return person_id == facts.assessor_id and ready and on >= facts.held_on
