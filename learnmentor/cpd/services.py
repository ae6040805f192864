"""What can be done to a ledger: credit study and attendance, log, correct, withdraw. Lines are added, never changed.

Every verb locks the person's row first, so that lines get their places one at a time however many arrive at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import hold_person, locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain, rules
from learnmentor.cpd.earlier.queries import ids_of_earlier
from learnmentor.cpd.models import CpdDeclaration, CpdEntry, CpdFile, CpdPrompt, CpdProse
from learnmentor.cpd.prose import Prose, seal
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.files import files_of
from learnmentor.cpd.queries.years import minutes_on
from learnmentor.cpd.rules import Basis, EntryType, LedgerLine, LineKind, LoggedActivity
from learnmentor.cpd.sums import queries as sum_queries
from learnmentor.cpd.sums import services as sums
from learnmentor.cpd.targets import queries as targets
from learnmentor.cpd.targets.rules import Profile
from learnmentor.ground import randomness
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import write
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault


class DayFull(Exception):
    """A day would hold more than 24 hours; `already` minutes of it are taken."""

    def __init__(self, already: int) -> None:
        super().__init__(f"{already} minutes are taken")
        self.already = already


class Replaced(Exception):
    """Another line took the entry's place in the meantime: `by`."""

    def __init__(self, by: CpdEntry) -> None:
        super().__init__(f"replaced by line {by.sequence}")
        self.by = by


class NotAllowed(Exception):
    """The line is of a kind that stands, or the change would move it into another CPD year."""


def keep_files(store: FileStore, files: Sequence[tuple[str, str, BinaryIO]]) -> list[KeptFile]:
    """Store uploads given as name, media type and stream: all of them or, with an OSError, none."""
    stored = store.put_all([stream for *_, stream in files])
    return [
        KeptFile(name, media_type, kept.size, kept.sha256, kept.key)
        for (name, media_type, _), kept in zip(files, stored, strict=True)
    ]


def credit(
    db: Session,
    *,
    learner: Actor,
    source: str,
    on: date,
    title: str,
    planned: int,
    active: int,
    claimed: int | None,
    segment_code: str,
    revision_number: int,
    at: datetime,
) -> bool:
    """Enter a completed segment, whose planned minutes count. True the first time; later the line that stands stays."""
    hold_person(db, learner.id)
    before = sum_queries.before_line(db, person_id=learner.id, source=source, on=on)
    if before.entered:
        return False
    studied = {
        "kind": LineKind.SEGMENT,
        "source": source,
        "on": on,
        "type": EntryType.SEGMENT,
        "title": title[:200],
        "provider": "LearnMentor",
        "planned_minutes": planned,
        "active_minutes": active,
        "claimed_minutes": claimed,
        "counted_minutes": planned,
        "basis": Basis.PLANNED,
        "segment_code": segment_code,
        "revision_number": revision_number,
    }
    after = before.after or (0, chain.genesis(learner.public_id))
    columns, line = _columns(learner, studied, after=after, at=at)
    write(db, _ENTER, columns)
    sums.add_to(db, before.newest, line, person_id=learner.id)
    return True


_ENTER = insert(cast(Table, CpdEntry.__table__))


def credit_session(
    db: Session,
    *,
    learner_id: int,
    source: str,
    on: date,
    title: str,
    provider: str,
    leader: str,
    minutes: int,
    at: datetime,
    entry_type: EntryType = EntryType.WORKSHOP,
) -> bool:
    """Enter a session that its leader confirmed somebody attended. True where a line came of it.

    It lands once per source, and once more after its leader took it back (`withdraw_session`); where the person
    withdrew it, it stays withdrawn. Raises `DayFull`, and `AccountClosed` where the person has left.
    """
    if not 0 < minutes <= rules.MINUTES_IN_A_DAY:
        raise ValueError(f"a session takes from a minute to a day, not {minutes} minutes")
    person = locked_person(db, learner_id)
    before = ledger.session_lines(db, person_id=person.id, source=source)
    if (before and not _taken_back(before[-1])) or _credited_before(db, person.id, source):
        return False
    _require_room(db, person, on=on, minutes=minutes)
    times = sum(line.kind == LineKind.SESSION for line in before)
    facts = {
        "kind": LineKind.SESSION,
        "source": f"{source}#{times + 1}" if times else source,
        "on": on,
        "type": entry_type,
        "title": title[:200],
        "provider": provider[:200],
        "confirmed_by": leader[:200],
        **_attended(minutes),
    }
    _append(db, person, facts, at=at)
    return True


def withdraw_session(db: Session, *, learner_id: int, source: str, leader: str, at: datetime) -> bool:
    """Take out of the sums what a session brought, as its leader says that the person was not there after all.

    True where a line came of it: not where nothing was credited, or it was withdrawn before.
    """
    person = locked_person(db, learner_id)
    before = ledger.session_lines(db, person_id=person.id, source=source)
    if not before or before[-1].kind == LineKind.WITHDRAWAL:
        return False
    _append(db, person, {**_nothing_left_of(before[-1]), "confirmed_by": leader[:200]}, at=at)
    return True


def _credited_before(db: Session, person_id: int, source: str) -> bool:
    """Whether it stands in the ledger of an account that was merged into this one."""
    said = (ledger.session_lines(db, person_id=each, source=source) for each in ids_of_earlier(db, person_id))
    return any(lines and not _taken_back(lines[-1]) for lines in said)


def _taken_back(line: CpdEntry) -> bool:
    """By the leader, who is named on such a withdrawal; the one of the person names nobody."""
    return line.kind == LineKind.WITHDRAWAL and line.confirmed_by is not None


def _attended(minutes: int) -> dict[str, Any]:
    return {"attended_minutes": minutes, "counted_minutes": minutes, "basis": Basis.ATTENDED}


def log_activity(
    db: Session,
    vault: Vault,
    *,
    learner: Actor,
    activity: LoggedActivity,
    prose: Prose,
    files: Sequence[KeptFile],
    source: str,
    at: datetime,
) -> tuple[CpdEntry, bool]:
    """Enter what a person did elsewhere. True the first time; a `source` sent again gives the line that stands."""
    person = locked_person(db, learner.id)
    if standing := ledger.by_source(db, person_id=person.id, source=source):
        return standing, False
    _require_room(db, person, on=activity.on, minutes=activity.minutes)
    facts = {"kind": LineKind.OWN, "source": source, **_declared(activity)}
    return _append(db, person, facts, at=at, vault=vault, prose=prose, files=files), True


def log_many(
    db: Session,
    vault: Vault,
    *,
    learner: Actor,
    entries: Iterable[tuple[str, LoggedActivity, Prose]],
    at: datetime,
) -> None:
    """Enter many things, each with its source. The caller has seen that they are new and fit into their days."""
    person = locked_person(db, learner.id)
    place, days = ledger.head(db, person), set()
    for source, activity, prose in entries:
        facts = {"kind": LineKind.OWN, "source": source, **_declared(activity)}
        entry = _linked(person, facts, after=place, at=at, vault=vault, prose=prose)
        db.add(entry)
        place = (entry.sequence, entry.hash)
        days.add(entry.on)
    db.flush()
    sums.recount(db, days, person_id=person.id, on=at.date())


def correct(
    db: Session,
    vault: Vault,
    *,
    learner: Actor,
    entry: CpdEntry,
    activity: LoggedActivity,
    prose: Prose,
    files: Sequence[KeptFile],
    source: str,
    at: datetime,
) -> tuple[CpdEntry, bool]:
    """Put a line in the place of `entry`, files included. Raises `Replaced` when another took its place before."""
    person = locked_person(db, learner.id)
    if later := ledger.successor(db, entry):
        if later.source == source:
            return later, False
        raise Replaced(later)
    _require_changeable(entry, on=activity.on, profile=targets.profile_of(db, person_id=person.id, on=at.date()))
    _require_room(db, person, on=activity.on, minutes=activity.minutes, instead_of=entry)
    facts = {"kind": LineKind.CORRECTION, "source": source, "supersedes": entry.sequence, **_declared(activity)}
    return _append(db, person, facts, at=at, vault=vault, prose=prose, files=files), True


def withdraw(
    db: Session, vault: Vault, *, learner: Actor, entry: CpdEntry, explanation: str, at: datetime
) -> tuple[CpdEntry, bool]:
    """Take `entry` out of the sums by a line of its own. Withdrawing twice is withdrawing once."""
    person = locked_person(db, learner.id)
    if later := ledger.successor(db, entry):
        if later.kind == LineKind.WITHDRAWAL:
            return later, False
        raise Replaced(later)
    if not rules.may_withdraw(entry.line, superseded=False):
        raise NotAllowed(f"line {entry.sequence} is a {entry.kind}")
    facts = _nothing_left_of(entry)
    return _append(db, person, facts, at=at, vault=vault, prose=Prose(explanation=explanation)), True


def _nothing_left_of(entry: CpdEntry) -> dict[str, Any]:
    """The facts of the line that takes an entry out: its own, and no minutes on the basis that it had."""
    nothing = LoggedActivity(entry.on, EntryType(entry.type), entry.title, entry.provider, minutes=0)
    basis = _attended(0) if entry.kind == LineKind.SESSION else {}
    declared = {**_declared(nothing), "claimed_minutes": None if basis else 0, **basis}
    return {"kind": LineKind.WITHDRAWAL, "supersedes": entry.sequence, **declared}


def _require_room(db: Session, person: Person, *, on: date, minutes: int, instead_of: CpdEntry | None = None) -> None:
    left_out = instead_of.sequence if instead_of else None
    already = minutes_on(db, on, person_id=person.id, apart_from=left_out)
    if not rules.fits_in_day(minutes, already=already):
        raise DayFull(already)


def _require_changeable(entry: CpdEntry, *, on: date, profile: Profile) -> None:
    year = profile.year_of(entry.on)
    if not rules.may_change(entry.line, superseded=False) or not year.contains(on):
        raise NotAllowed(f"line {entry.sequence} is a {entry.kind} of {year.label}")


def _declared(activity: LoggedActivity) -> dict[str, Any]:
    return {
        "on": activity.on,
        "type": activity.type,
        "title": activity.title,
        "provider": activity.provider,
        "claimed_minutes": activity.minutes,
        "counted_minutes": activity.minutes,
        "basis": Basis.CLAIMED,
    }


def _append(
    db: Session,
    person: Person,
    facts: dict[str, Any],
    *,
    at: datetime,
    vault: Vault | None = None,
    prose: Prose = Prose(),  # noqa: B008 -- frozen
    files: Sequence[KeptFile] = (),
) -> CpdEntry:
    """Write the next line of a person's ledger: `facts` say what it is, its place and digests are found here."""
    entry = _linked(person, facts, after=ledger.head(db, person), at=at, vault=vault, prose=prose, files=files)
    db.add(entry)
    db.flush()
    if entry.supersedes is None:
        sums.add(db, entry.line, person_id=person.id)
    else:
        days = ledger.days_of(db, person.id, (entry.sequence, entry.supersedes))
        sums.recount(db, days, person_id=person.id, on=at.date())
    return entry


def _linked(
    person: Person,
    facts: dict[str, Any],
    *,
    after: tuple[int, str],
    at: datetime,
    vault: Vault | None,
    prose: Prose,
    files: Sequence[KeptFile] = (),
) -> CpdEntry:
    """The line that follows the one of this sequence and hash."""
    columns, _ = _columns(person, facts, after=after, at=at, prose=prose, files=files)
    entry = CpdEntry(**columns)
    if vault and not prose.empty:
        entry.prose = CpdProse(body=seal(vault, prose, person_id=person.id, sequence=entry.sequence))
    entry.files = [CpdFile(public_id=_public_id(), **asdict(file)) for file in files]
    return entry


def _columns(
    owner: Person | Actor,
    facts: Mapping[str, Any],
    *,
    after: tuple[int, str],
    at: datetime,
    prose: Prose = Prose(),  # noqa: B008 -- frozen
    files: Sequence[KeptFile] = (),
) -> tuple[dict[str, Any], LedgerLine]:
    """A line and the columns that it is kept in."""
    last, previous = after
    salt = randomness.salt(chain.SALT_BYTES)
    digest = chain.prose_digest(salt, prose.parts(files))
    line = LedgerLine(sequence=last + 1, public_id=_public_id(), prose_digest=digest, created_at=at, **facts)
    own_hash = chain.hash_of(line, previous=previous)
    place = {"person_id": owner.id, "previous_hash": previous, "hash": own_hash, "prose_salt": salt}
    return {**place, **vars(line)}, line


def _public_id() -> str:
    return randomness.public_id()


def erase(db: Session, person_id: int) -> LeftBehind:
    """Erase what somebody wrote about lines, and in them; the chain goes on by the hashes alone."""
    keys = sorted({file.storage_key for file in files_of(db, person_id=person_id)})
    lines = ledger.line_ids(person_id)
    quiet = {"synchronize_session": False}
    for entry_id in (CpdProse.entry_id, CpdFile.entry_id, CpdPrompt.entry_id):
        db.execute(delete(entry_id.class_).where(entry_id.in_(lines)), execution_options=quiet)
    mine = CpdEntry.person_id == person_id
    db.execute(update(CpdEntry).where(mine).values(prose_salt=b""), execution_options=quiet)
    own = update(CpdEntry).where(mine, CpdEntry.kind != LineKind.SEGMENT).values(title="", provider="")
    db.execute(own, execution_options=quiet)
    led = update(CpdEntry).where(mine, CpdEntry.confirmed_by.is_not(None)).values(confirmed_by="")
    db.execute(led, execution_options=quiet)
    told = update(CpdDeclaration).where(CpdDeclaration.person_id == person_id).values(working=None)
    db.execute(told, execution_options=quiet)
    db.expire_all()
    return LeftBehind(files=tuple(keys))
