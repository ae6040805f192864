"""A person's ledger in a database, in as few words as possible."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain, services
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.rules import EntryType, LedgerLine, LoggedActivity
from learnmentor.cpd.sums import services as sums
from learnmentor.ground.vault import Vault
from tests.cpd.lines import line

VAULT = Vault((b"k" * 32,))
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
A_DAY = date(2026, 11, 12)


def activity(**facts: Any) -> LoggedActivity:
    """Half a day of something, unless told otherwise."""
    plain = {"on": A_DAY, "type": EntryType.WORKSHOP, "title": "Feedback day", "provider": "AoC", "minutes": 180}
    return LoggedActivity(**{**plain, **facts})


@dataclass
class Ledger:
    """What a person does with their ledger; `db.commit()` makes it visible to pages."""

    db: Session
    person: Person
    numbers: Any = field(default_factory=lambda: count(1))

    @property
    def actor(self) -> Actor:
        """The person as services want to see them."""
        return Actor(self.person.id, self.person.public_id, self.person.name, self.person.printed_name, frozenset())

    def log(self, *, prose: Prose = Prose(), files: Any = (), source: str = "", **facts: Any) -> CpdEntry:  # noqa: B008
        """Log something of one's own."""
        entry, _ = services.log_activity(
            self.db, VAULT, learner=self.actor, activity=activity(**facts), prose=prose, files=files,
            source=source or f"form:{self.person.id}-{next(self.numbers)}", at=self._tick(),
        )  # fmt: skip
        return entry

    def study(self, code: str = "C1-S1", *, on: date = A_DAY, active: int = 22, claimed: int | None = None) -> CpdEntry:
        """Complete a segment."""
        services.credit(
            self.db, learner=self.actor, source=f"segment:{code}", on=on, title=f"{code} Many meanings", planned=30,
            active=active, claimed=claimed, segment_code=code, revision_number=1, at=self._tick(),
        )  # fmt: skip
        entry = ledger.by_source(self.db, person_id=self.person.id, source=f"segment:{code}")
        assert entry is not None
        return entry

    def attend(
        self, source: str = "session:1", *, on: date = A_DAY, minutes: int = 90, leader: str = "Tom Bell"
    ) -> bool:
        """Have attendance of a session confirmed."""
        return services.credit_session(
            self.db, learner_id=self.person.id, source=source, on=on, title="Listening in pairs",
            provider="Mill College", leader=leader, minutes=minutes, at=self._tick(),
        )  # fmt: skip

    def was_absent(self, source: str = "session:1", *, leader: str = "Tom Bell") -> bool:
        """Have it taken back."""
        return services.withdraw_session(
            self.db, learner_id=self.person.id, source=source, leader=leader, at=self._tick()
        )

    def correct(self, entry: CpdEntry, *, prose: Prose = Prose(), files: Any = (), **facts: Any) -> CpdEntry:  # noqa: B008
        """Correct an entry."""
        later, _ = services.correct(
            self.db, VAULT, learner=self.actor, entry=entry, activity=activity(**facts), prose=prose, files=files,
            source=f"form:{self.person.id}-{next(self.numbers)}", at=self._tick(),
        )  # fmt: skip
        return later

    def withdraw(self, entry: CpdEntry, explanation: str = "") -> CpdEntry:
        """Withdraw an entry."""
        later, _ = services.withdraw(
            self.db, VAULT, learner=self.actor, entry=entry, explanation=explanation, at=self._tick()
        )
        return later

    def fill(self, count: int, **facts: Any) -> None:
        """Log quarter hours by the hundred, as `log` would one by one, over eighty days of the year."""
        last, previous = ledger.head(self.db, self.person)
        for sequence in range(last + 1, last + 1 + count):
            on, public_id = date(2026, 9, 1) + timedelta(days=sequence % 80), f"{self.person.id}-{sequence:07}"
            own = {"minutes": 15, "on": on, "title": f"Entry {sequence:05}.", "public_id": public_id, **facts}
            new = line(sequence, **own)
            link = chain.ChainLink(sequence, previous, chain.hash_of(new, previous=previous), new)
            self.db.add(_entry(self.person, link))
            previous = link.hash
        self.db.flush()
        sums.rebuild(self.db, person_id=self.person.id, on=NOW.date())

    def lines(self) -> list[LedgerLine]:
        """All lines as values."""
        return [entry.line for entry in ledger.lines(self.db, person_id=self.person.id)]

    def holds(self) -> bool:
        """Whether the chain verifies as it stands in the database."""
        self.db.expire_all()
        links = [kept.link for kept in ledger.kept_lines(self.db, person_id=self.person.id)]
        return chain.verify_chain(links, start=chain.genesis(self.person.public_id)) is None

    def _tick(self) -> datetime:
        return NOW + timedelta(seconds=next(self.numbers))


def _entry(person: Person, link: chain.ChainLink) -> CpdEntry:
    assert link.line
    place = {"previous_hash": link.previous_hash, "hash": link.hash, "prose_salt": b""}
    return CpdEntry(person_id=person.id, **place, **asdict(link.line))
