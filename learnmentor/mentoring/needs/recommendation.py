"""Which segments answer what somebody needs, in which order, and why each: from answers, outcomes and what is finished.

A segment is recommended for the outcomes that it serves and a question asks about. What is new to somebody comes before
what they have tried; within that, what a first meeting needs; then the order of the course.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from learnmentor.mentoring.needs.rules import Need, need_of


@dataclass(frozen=True)
class NeedQuestion:
    """One question: the outcomes that it asks about, and whether a first meeting needs them."""

    key: str
    outcomes: tuple[str, ...]
    first_meeting: bool = False


@dataclass(frozen=True)
class ServingSegment:
    """A segment and the outcomes that it serves."""

    code: str
    title: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class NeedReason:
    """Why a segment is recommended: the question, how much it was needed, and the outcomes of both."""

    question: str
    need: Need
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class RecommendedSegment:
    """A segment with every reason for it, the strongest first."""

    segment: ServingSegment
    reasons: tuple[NeedReason, ...]
    first_meeting: bool

    @property
    def need(self) -> Need:
        """How much it is needed."""
        return self.reasons[0].need


def recommended(
    questions: Sequence[NeedQuestion],
    answers: Mapping[str, str],
    segments: Sequence[ServingSegment],
    *,
    finished: Collection[str],
) -> list[RecommendedSegment]:
    """The segments that somebody has not finished and that serve what they need, in the order to take them."""
    found = [_judged(questions, answers, segment) for segment in segments if segment.code not in finished]
    needed = [each for each in found if each is not None]
    return sorted(needed, key=lambda each: (each.need != Need.STRONG, not each.first_meeting))


def _judged(
    questions: Sequence[NeedQuestion], answers: Mapping[str, str], segment: ServingSegment
) -> RecommendedSegment | None:
    asked = [(each, need_of(answers.get(each.key, ""))) for each in questions]
    reasons = [
        (question, NeedReason(question.key, need, shared))
        for question, need in asked
        if need and (shared := tuple(each for each in question.outcomes if each in segment.outcomes))
    ]
    if not reasons:
        return None
    ordered = sorted((reason for _, reason in reasons), key=lambda reason: reason.need != Need.STRONG)
    return RecommendedSegment(segment, tuple(ordered), any(question.first_meeting for question, _ in reasons))
