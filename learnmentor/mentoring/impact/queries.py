"""Reads of surveys: those of a person, one of them with its answers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import Passage
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.mentoring.impact.form_impact import MOMENTS, definition
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken, impact_place, survey_place
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.paper.definition import FieldKind, PaperField

_TEXTS = {FieldKind.TEXT, FieldKind.LONG}
_MOST_READ = 100  # of one person, also of two merged accounts


@dataclass(frozen=True)
class OpenedTake:
    """The answers of one moment; `readable` is False where no key of this installation opens them."""

    moment: Moment
    at: datetime
    changes: int
    values: Mapping[str, Any]
    readable: bool = True


@dataclass(frozen=True)
class OpenedSurvey:
    """A survey with its answers, in the order of time."""

    id: int
    public_id: str
    kind: ImpactList
    root_id: int | None
    counted: bool
    about: str
    begun_at: datetime
    takes: Sequence[OpenedTake] = field(default_factory=tuple)

    def take(self, moment: Moment) -> OpenedTake | None:
        """The answers of a moment, if there are any."""
        return next((each for each in self.takes if each.moment == moment), None)

    @property
    def answered(self) -> frozenset[str]:
        """The moments that have answers."""
        return frozenset(str(each.moment) for each in self.takes)


_OF_PERSON = (
    select(ImpactSurvey)
    .where(ImpactSurvey.person_id == bindparam("person_id"))
    .order_by(ImpactSurvey.id.desc())
    .limit(_MOST_READ)
)
_TAKES = (
    select(ImpactTaken)
    .where(ImpactTaken.survey_id.in_(bindparam("surveys", expanding=True)))
    .order_by(ImpactTaken.survey_id, ImpactTaken.taken_at, ImpactTaken.id)
)


def surveys_of(db: Session, vault: Vault, person_id: int) -> list[OpenedSurvey]:
    """The surveys of somebody with their answers, the newest first; two statements."""
    return _with_takes(db, vault, db.scalars(_OF_PERSON, {"person_id": person_id}).all())


def survey(db: Session, vault: Vault, public_id: str, *, person_id: int) -> OpenedSurvey | None:
    """One survey of somebody with its answers."""
    found = own_survey(db, public_id, person_id=person_id)
    return _with_takes(db, vault, [found])[0] if found else None


def own_survey(db: Session, public_id: str, *, person_id: int) -> ImpactSurvey | None:
    """The row of one survey of somebody."""
    mine = select(ImpactSurvey).where(ImpactSurvey.public_id == public_id, ImpactSurvey.person_id == person_id)
    return db.scalar(mine)


def take_of(db: Session, survey_id: int, moment: Moment) -> ImpactTaken | None:
    """The row of one moment's answers."""
    found = select(ImpactTaken).where(ImpactTaken.survey_id == survey_id, ImpactTaken.moment == moment)
    return db.scalar(found.execution_options(populate_existing=True))


def moments_answered(db: Session, survey_id: int) -> frozenset[str]:
    """The moments of a survey that have answers."""
    return frozenset(db.scalars(select(ImpactTaken.moment).where(ImpactTaken.survey_id == survey_id)))


def has_any(db: Session, person_id: int, *, kind: ImpactList) -> bool:
    """Whether somebody has answered a list of that kind at any moment."""
    answered = select(ImpactTaken.id).join(ImpactSurvey, ImpactSurvey.id == ImpactTaken.survey_id)
    mine = answered.where(ImpactTaken.person_id == person_id, ImpactSurvey.kind == kind)
    return db.scalar(mine.limit(1)) is not None


def how_many(db: Session, person_id: int) -> int:
    """How many surveys somebody has begun."""
    return db.scalar(select(func.count(ImpactSurvey.id)).where(ImpactSurvey.person_id == person_id)) or 0


def _with_takes(db: Session, vault: Vault, surveys: Sequence[ImpactSurvey]) -> list[OpenedSurvey]:
    takes: dict[int, list[OpenedTake]] = defaultdict(list)
    for row in db.scalars(_TAKES, {"surveys": [each.id for each in surveys]}):
        takes[row.survey_id].append(_opened(vault, row))
    return [
        OpenedSurvey(
            each.id, each.public_id, ImpactList(each.kind), each.root_id, each.counted, _about(vault, each),
            each.begun_at, tuple(takes[each.id]),
        )
        for each in surveys
    ]  # fmt: skip


def _about(vault: Vault, row: ImpactSurvey) -> str:
    try:
        return str(vault.open(row.body, place=survey_place(row.public_id))["about"])
    except UnreadableText:
        return ""


def _opened(vault: Vault, row: ImpactTaken) -> OpenedTake:
    try:
        values = vault.open(row.body, place=impact_place(row.public_id))
    except UnreadableText:
        return OpenedTake(Moment(row.moment), row.taken_at, row.changes, {}, readable=False)
    return OpenedTake(Moment(row.moment), row.taken_at, row.changes, values)


_COUNTED = (
    select(ImpactTaken)
    .join(ImpactSurvey, ImpactSurvey.id == ImpactTaken.survey_id)
    .where(ImpactSurvey.root_id == bindparam("root_id"), ImpactSurvey.kind == bindparam("kind"))
    .where(ImpactSurvey.counted, ImpactTaken.moment == bindparam("moment"), ImpactTaken.taken_at < bindparam("before"))
    .order_by(ImpactTaken.id.desc())
    .limit(bindparam("most"))
)


def counted_answers(
    db: Session, vault: Vault, *, root_id: int, kind: ImpactList, moment: Moment, before: datetime, most: int = 2_000
) -> list[Mapping[str, Any]]:
    """The answers given `before` by those who agreed to be counted in an organisation: of each person the newest.

    For whoever counts them: no person and no text goes further than that.
    """
    newest: dict[int, Mapping[str, Any]] = {}
    for row in db.scalars(
        _COUNTED, {"root_id": root_id, "kind": kind, "moment": moment, "before": before, "most": most}
    ):
        if row.person_id not in newest and (opened := _opened(vault, row)).readable:
            newest[row.person_id] = opened.values
    return list(newest.values())


def passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    """What somebody wrote in their befores and afters, to be read by people."""
    for survey in surveys_of(db, vault, person_id):
        for take in survey.takes:
            written = (str(value) for key, value in take.values.items() if _is_text(survey.kind, take.moment, key))
            if texts := tuple(filter(None, written)):
                yield Passage(f"{survey.about}: {MOMENTS[take.moment]}", take.at, texts)


def _is_text(kind: ImpactList, moment: Moment, key: str) -> bool:
    parts = definition(kind, moment).parts()
    return any(isinstance(part, PaperField) and part.key == key and part.kind in _TEXTS for part in parts)
