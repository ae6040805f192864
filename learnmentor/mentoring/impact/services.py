"""What is done with surveys: begun, answered at a moment, counted or not, taken away. The person orders it."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.impact import queries, rules
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken, impact_place, survey_place
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.paper.definition import Values


class TooManySurveys(Exception):
    """One person begins no more of them."""


class SurveyGone(Exception):
    """It was taken away meanwhile, in another window."""


class LaterAnswered(Exception):
    """A later moment has answers, so these stand as they are."""


class AnsweredElsewhere(Exception):
    """Other answers were saved in another window since the form was opened; nothing was overwritten."""


def begin(
    db: Session, vault: Vault, *, person_id: int, kind: ImpactList, about: str, root_id: int | None, counted: bool,
    public_id: str, at: datetime,
) -> ImpactSurvey:  # fmt: skip
    """Begin a survey; `counted` only in an organisation. Raises `TooManySurveys`."""
    hold_person(db, person_id)
    if queries.how_many(db, person_id) >= rules.MOST_SURVEYS:
        raise TooManySurveys
    made = ImpactSurvey(
        public_id=public_id, person_id=person_id, kind=kind, root_id=root_id,
        counted=counted and root_id is not None, body=vault.seal({"about": about}, place=survey_place(public_id)),
        begun_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def answer(
    db: Session, vault: Vault, survey: str, moment: Moment, *, person_id: int, values: Values, seen: int | None,
    public_id: str, at: datetime,
) -> None:  # fmt: skip
    """Keep the answers of a moment. `seen`: how often they had been changed when the form was opened, None for none.

    Raises `SurveyGone`, `LaterAnswered`, `AnsweredElsewhere`.
    """
    hold_person(db, person_id)
    if (of := queries.own_survey(db, survey, person_id=person_id)) is None:
        raise SurveyGone(survey)
    if not rules.may_answer(moment, queries.moments_answered(db, of.id)):
        raise LaterAnswered(survey)
    before = queries.take_of(db, of.id, moment)
    if (before.changes if before else None) != seen:
        raise AnsweredElsewhere(survey)
    if before:
        before.body = vault.seal(dict(values), place=impact_place(before.public_id))
        before.changes += 1
    else:
        body = vault.seal(dict(values), place=impact_place(public_id))
        db.add(
            ImpactTaken(public_id=public_id, survey_id=of.id, person_id=person_id, moment=moment, body=body,
                        taken_at=at, changes=0)
        )  # fmt: skip
    db.flush()


def let_count(db: Session, survey: ImpactSurvey, *, root_id: int | None, counted: bool) -> None:
    """Have one's answers counted in an organisation, or not any more."""
    hold_person(db, survey.person_id)
    survey.root_id, survey.counted = root_id, counted and root_id is not None
    db.flush()


def take_away(db: Session, survey: ImpactSurvey) -> None:
    """Delete a survey with all its answers."""
    key = survey.id
    hold_person(db, survey.person_id)
    db.execute(delete(ImpactTaken).where(ImpactTaken.survey_id == key))
    db.execute(delete(ImpactSurvey).where(ImpactSurvey.id == key))
    db.expire_all()
