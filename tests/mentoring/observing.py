"""An observation as far as a test wants it: Amina watches Mei."""

from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.observations import queries, services
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose, ObservationSheet, WatchDirection
from tests.mentoring.conftest import NOW, TODAY, Two

VAULT = Vault((b"k" * 32,))
ROW = {
    "time": "14.06",
    "teacher": "Unrolls gauze, no talk",
    "learners": "Seven watch the hands",
    "means": "",
    "explore": "",
}
SHEET = {"rows": [ROW] * 5, "questions": "Which one asked?", "strengths": "The pause", "develop": "The start"}
TOLD = {"observer_role": "pair", "setting": "Ward skills room", "topic": "Dressings", "learners_number": 9}
FOCUS = {"focus": "Who asks first", "look_for": ["times", "words"]}
ACCOUNT = {"account": "It dragged at ten past.", "account_strengths": "", "account_develop": ""}


def visit(db: Session, two: Two, *, joint: bool = False, public_id: str = "avisit") -> Observation:
    """A visit that is begun."""
    purpose = ObservationPurpose.JOINT_FORMATIVE if joint else ObservationPurpose.FORMATIVE
    return services.begin(
        db, two.pair, purpose=purpose, direction=WatchDirection.MENTOR_WATCHES, observer_id=two.mentor.id,
        held_on=TODAY, public_id=public_id, at=NOW,
    )  # fmt: skip


def agreed(db: Session, two: Two, **how: Any) -> Observation:
    """A visit whose focus is agreed: Mei proposed it."""
    found = visit(db, two, **how)
    propose(db, two, found)
    services.agree_focus(db, two.pair, found, by=two.mentor.id, seen=1, at=NOW)
    return found


def propose(db: Session, two: Two, found: Observation, words: str = FOCUS["focus"], *, by: int | None = None) -> None:
    who = by or two.mentee.id
    services.propose_focus(
        db, VAULT, two.pair, found, by=who, values={**FOCUS, "focus": words},
        seen=queries.written(db, VAULT, found, reader_id=who).marks, new_id=randomness.public_id, at=NOW,
    )  # fmt: skip


def write(
    db: Session, two: Two, found: Observation, sheet: str, values: dict[str, Any], *, by: int,
    seen: dict[str, str] | None = None,
) -> bool:  # fmt: skip
    """Keep a sheet of somebody."""
    return services.keep_sheet(
        db, VAULT, two.pair, found, sheet=ObservationSheet(sheet), values=values, by=by, seen=seen or {},
        new_id=randomness.public_id, at=NOW,
    )  # fmt: skip


def ready(db: Session, two: Two, found: Observation, *, by: int | None = None) -> None:
    """An observer wrote the sheet and says so."""
    who = by or two.mentor.id
    if who == two.mentor.id and not found.facts.practice:
        write(db, two, found, "facts", TOLD, by=who)
    write(db, two, found, "evidence", SHEET, by=who)
    services.say_ready(db, VAULT, two.pair, found, by=who, on=TODAY, at=NOW)


def given(db: Session, two: Two, found: Observation) -> None:
    """Mei wrote her account and gave it."""
    write(db, two, found, "account", ACCOUNT, by=two.mentee.id)
    services.give_account(db, VAULT, two.pair, found, by=two.mentee.id, on=TODAY, at=NOW)
