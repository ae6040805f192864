"""Two accounts of one person, with what they have in either, and a merge of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study, claim_place
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries.years import year_sums
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.ground.letters import Sender
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.accounts import Circumstance
from learnmentor.stories.merging.moves import AccountPair
from tests.cpd.ledger import VAULT
from tests.racing import actor

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEAR = CpdYear(2026, (9, 1))
TOLD = Circumstance(at=NOW, zone="Europe/London", issuer="Northfield College", sender=Sender("http://localhost"))


def merge(db: Session, stays: Person, goes: Person, vault: Any = VAULT) -> Any:
    pair = AccountPair(stays.id, goes.id)
    closed = merging_accounts.merge(db, vault, pair, proofs=None, asked_by=stays.id, told=TOLD)
    db.flush()
    return closed


@dataclass
class Two:
    """Amina, who has two accounts, and segments to study in either."""

    db: Session
    stays: Person
    goes: Person
    segments: list[Segment]

    def study(self, who: Person, number: int, *, completed: datetime | None = None, seconds: int = 600) -> Study:
        segment = self.segments[number]
        claim = VAULT.seal(f"claim of {who.id}", place=claim_place(who.id, segment.id))
        made = Study(
            person_id=who.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=NOW, touched_at=NOW,
            active_seconds=seconds, claim_sentence=claim, claimed_minutes=5, completed_at=completed,
        )  # fmt: skip
        self.db.add(made)
        if completed:
            self.credit(who, number, at=completed)
        self.db.flush()
        return made

    def credit(self, who: Person, number: int, *, at: datetime) -> bool:
        code = self.segments[number].code
        return cpd.credit(
            self.db, learner=actor(who), source=f"segment:{code}", on=TODAY, title=code, planned=30, active=20,
            claimed=None, segment_code=code, revision_number=1, at=at,
        )  # fmt: skip

    def answer(self, who: Person, number: int, words: str, *, activity: str = "first-mentor") -> None:
        segment = self.segments[number]
        place = response_place(who.id, segment.id, activity)
        self.db.add(
            Response(person_id=who.id, segment_id=segment.id, activity=activity, kind="reflection", state="done",
                     body=VAULT.seal({"text": words}, place=place), updated_at=NOW)
        )  # fmt: skip
        self.db.flush()

    def answers(self, who: Person) -> list[str]:
        rows = self.db.scalars(select(Response).where(Response.person_id == who.id).order_by(Response.segment_id))
        places = [(row, response_place(row.person_id, row.segment_id, row.activity)) for row in rows]
        return [VAULT.open(row.body, place=place)["text"] for row, place in places if row.body]

    def log(self, who: Person, source: str, minutes: int = 60) -> CpdEntry:
        activity = LoggedActivity(TODAY, EntryType.OTHER, "A talk", "", minutes)
        return cpd.log_activity(
            self.db, VAULT, learner=actor(who), activity=activity, prose=Prose(reflection="zeppelin"), files=[],
            source=source, at=NOW,
        )[0]  # fmt: skip

    def counted(self) -> int:
        return year_sums(self.db, person_id=self.stays.id, shown=YEAR).of(YEAR).counted
