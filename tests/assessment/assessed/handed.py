"""Work that is ready to be handed in, or was, by the real services; and results that can be appealed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.discussions import services as talks
from learnmentor.assessment.assessed.discussions.rules import DiscussionMode, DiscussionProposal, DiscussionSide
from learnmentor.assessment.assessed.handing_in import queries, services
from learnmentor.assessment.assessed.handing_in.services import DecisionTarget, LookedOver
from learnmentor.assessment.assessed.models import CriteriaShown, Submission, SubmissionTry, shown_place
from learnmentor.assessment.assessed.queries import try_by_id
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, Passed

ZONE = "Europe/London"
TARGET = DecisionTarget(15, ZONE)
TEXTS = {part["key"]: f"My words on {part['title']}." for part in works.P1["parts"]}
P5: dict[str, Any] = {  # a brief with a discussion
    "title": "Assessed version of P1", "summary": "", "unit": "P1", "confirms_core": True,
    "versions": [{"level": 7, "credits": 12, "hours": 120, "split": {"report": 120}}], "decision": "Pass or refer.",
    "criteria": [{"id": "P5.3", "criteria": ["A report", "A defence of it"], "keys": ["P5.3-1", "P5.3-2"]}],
    "parts": [
        {
            "key": "report", "title": "A report", "html": "", "takes": ["text"], "records": [], "words": {"7": 6000},
            "criteria": ["P5.3-1"], "optional": False,
        },
        {
            "key": "discussion", "title": "A discussion", "html": "<p>With the assessors.</p>", "takes": ["discussion"],
            "records": [], "words": {}, "criteria": ["P5.3-2"], "optional": False,
        },
    ],
}  # fmt: skip


def ready(db: Session, vault: Vault, learner: Person, *, public_id: str = "work", level: int = 4) -> Submission:
    """P1 with a text in each part, and each criterion answered."""
    works.brief(db)
    factories.unit(db, "P1", segments=0).family = "practice"
    made = works.submission(db, learner, public_id=public_id, level=level)
    for part, text in TEXTS.items():
        works.written(db, vault, made, text, part=part)
    shown(db, vault, made)
    return made


def shown(db: Session, vault: Vault, made: Submission, *, part: str = "account") -> None:
    """Where each criterion of P1 is shown."""
    said = {key: {"parts": [part], "where": "In the middle"} for key in works.CRITERIA}
    body = vault.seal(said, place=shown_place(made.public_id))
    db.add(CriteriaShown(submission_id=made.id, body=body, changes=1, changed_at=NOW))
    db.flush()


def looked_over(db: Session, vault: Vault, made: Submission) -> LookedOver:
    """What its owner sees before they hand it in."""
    found = queries.to_hand_in(db, vault, made)
    assert found is not None
    return LookedOver(found.number, found.mark)


def hand_in(
    db: Session, vault: Vault, made: Submission, *, seen: LookedOver | None = None, public_id: str = "try",
    at: datetime = NOW,
) -> SubmissionTry:  # fmt: skip
    """Hand it in as it is, or as it was looked over."""
    return services.hand_in(
        db, vault, made, by=made.person_id, seen=seen or looked_over(db, vault, made), target=TARGET,
        public_id=public_id, at=at,
    )  # fmt: skip


def times_proposed(db: Session, vault: Vault, tried: SubmissionTry) -> None:
    """That its learner proposed times for a discussion."""
    found = try_by_id(db, tried.id)
    assert found is not None
    proposal = DiscussionProposal((NOW + timedelta(days=3), NOW + timedelta(days=4)), DiscussionMode.VIDEO)
    talks.propose(db, vault, found, proposal, side=DiscussionSide.LEARNER, seen=0, public_id=f"talk{tried.id}", at=NOW)


@dataclass(frozen=True)
class Referred:
    """A result that can be appealed, and the people around it."""

    learner: Person
    first: Person
    other: Person
    moderator: Person
    deputy: Person
    done: Passed


def referred(db: Session, vault: Vault) -> Referred:
    """Amina's P1, referred by Carys; Dov judges too, and Farid and Grace moderate."""
    names = ("Amina Yusuf", "Carys Pritchard", "Dov Katz", "Farid Rahimi", "Grace Adeyemi")
    amina, carys, dov, farid, grace = (factories.person(db, name=name) for name in names)
    works.assessor(db, carys)
    works.assessor(db, dov)
    for each in (farid, grace):
        works.assessor(db, each, role=works.RoleName.MODERATOR)
    return Referred(amina, carys, dov, farid, grace, works.passed(db, vault, amina, carys, outcome=Outcome.REFER))
