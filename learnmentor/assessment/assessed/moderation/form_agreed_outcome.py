"""An agreed outcome as a form that is data: a judgement's form, and why two who differed came to it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from learnmentor.assessment.assessed.judging.form_judgement import answers_of, judgement_form, typed_judgement
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section

REASON = "reason"
LONGEST_REASON = 2_000


def agreed_form(brief: AssessedBrief) -> FormDefinition:
    """What is asked of a moderator who records an agreed outcome."""
    return _with_reason(judgement_form(brief))


@cache
def _with_reason(judgement: FormDefinition) -> FormDefinition:
    reason = PaperField(
        REASON,
        "Why this outcome",
        FieldKind.LONG,
        "What the two saw differently, and what settled it. It stays with both judgements.",
        most=LONGEST_REASON,
    )
    return FormDefinition("agreed", "Agreed outcome", "", (Section("", (reason,)), *judgement.sections))


def agreed_answers(brief: AssessedBrief, start: TypedJudgement) -> dict[str, Any]:
    """What the form begins with: the words of one of the two, no outcome, and no reason yet."""
    return {**answers_of(brief, replace(start, outcome=None, close=False)), REASON: ""}


def agreed_judgement(brief: AssessedBrief, answers: Mapping[str, Any]) -> TypedJudgement:
    """The agreed outcome that the form holds."""
    typed = typed_judgement(brief, answers)
    return replace(typed, work=replace(typed.work, reason=answers[REASON].strip()), close=False)
