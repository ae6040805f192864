"""A judgement as a form that is data, so that two windows of one assessor are merged answer by answer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from learnmentor.assessment.assessed.judging.rules import (
    LONGEST_COMMENT,
    LONGEST_MISSING,
    LONGEST_NOTE,
    LONGEST_PLACE,
    PlaceInWork,
    TypedJudgement,
    place_in,
)
from learnmentor.assessment.assessed.rules import CriterionJudged, JudgedWork, Outcome
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperChoice,
    PaperField,
    Section,
    choices,
)

CODE = "judgement"
_MET = choices(met="Met", not_yet="Not yet")
_OUTCOMES = (
    PaperChoice(Outcome.PASS.value, "Pass: every criterion is met"),
    PaperChoice(Outcome.REFER.value, "Refer: something is missing, and can be handed in again"),
)
_FIELDS = ("met", "part", "place", "comment")


def field_of(name: str, number: int) -> str:
    """The key of a field about one criterion, by the place of that in the brief."""
    return f"{name}_{number}"


def judgement_form(brief: AssessedBrief) -> FormDefinition:
    """What is asked of whoever judges a try by a brief."""
    parts = tuple((part.key, part.title) for part in brief.parts)
    return _form(len(brief.criteria), parts)


@cache
def _form(criteria: int, parts: tuple[tuple[str, str], ...]) -> FormDefinition:
    each = tuple(_criterion(number, parts) for number in range(criteria))
    return FormDefinition(CODE, "Judgement", "", (*each, _whole()))


def _criterion(number: int, parts: tuple[tuple[str, str], ...]) -> Section:
    in_work = tuple(PaperChoice(key, title) for key, title in parts)
    key = dict(zip(_FIELDS, (field_of(name, number) for name in _FIELDS), strict=True))
    return Section(
        "",
        (
            PaperField(key["met"], "Is it met?", FieldKind.PICK, choices=_MET),
            PaperField(key["part"], "Shown in", FieldKind.PICK, choices=in_work),
            PaperField(key["place"], "Where exactly", FieldKind.TEXT, most=LONGEST_PLACE),
            PaperField(key["comment"], "To the learner", FieldKind.LONG, most=LONGEST_COMMENT),
        ),
    )


def _whole() -> Section:
    return Section(
        "",
        (
            PaperField("note", "A note on the whole", FieldKind.LONG, most=LONGEST_NOTE),
            PaperField("outcome", "What you come to", FieldKind.PICK, choices=_OUTCOMES),
            PaperField(
                "missing",
                "What exactly is missing",
                FieldKind.LONG,
                "For a refer: what to add or change, so that it can be met next time.",
                most=LONGEST_MISSING,
            ),
            PaperField("close", "It was close", FieldKind.TICK),
        ),
    )


def answers_of(brief: AssessedBrief, typed: TypedJudgement) -> dict[str, Any]:
    """A judgement as the form has it."""
    found: dict[str, Any] = {}
    for number, criterion in enumerate(brief.criteria):
        judged = typed.work.of(criterion.key)
        place = place_in(judged.place)
        said = (_met_word(judged.met), place.part, place.words, judged.comment)
        found |= {field_of(name, number): value for name, value in zip(_FIELDS, said, strict=True)}
    outcome = typed.outcome.value if typed.outcome else ""
    return found | {
        "note": typed.work.note, "outcome": outcome, "missing": typed.work.missing, "close": typed.close,
    }  # fmt: skip


def _met_word(met: bool | None) -> str:  # noqa: FBT001 -- three answers: yes, no and not yet decided
    return "" if met is None else "met" if met else "not-yet"


def typed_judgement(brief: AssessedBrief, answers: Mapping[str, Any]) -> TypedJudgement:
    """The judgement that a form holds."""
    criteria = tuple(_judged(each.key, number, answers) for number, each in enumerate(brief.criteria))
    outcome = Outcome(answers["outcome"]) if answers["outcome"] else None
    work = JudgedWork(criteria, answers["note"], answers["missing"])
    return TypedJudgement(work, outcome, bool(answers["close"]))


def _judged(criterion: str, number: int, answers: Mapping[str, Any]) -> CriterionJudged:
    met, part, words, comment = (answers[field_of(name, number)] for name in _FIELDS)
    place = PlaceInWork(part or "", words)
    return CriterionJudged(criterion, {"met": True, "not-yet": False}.get(met), place.kept, comment)
