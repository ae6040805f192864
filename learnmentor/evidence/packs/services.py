"""Packs that the worker makes because they are long: asked for, made, kept for a week, then gone.

A row says how far one has come. The file under its public id is whole or not there; whatever stops the worker, the
pack is begun again, and after the last try its owner reads what happened and can ask once more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import address_of, hold_person
from learnmentor.cpd.models import CpdPack
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.packs import queries
from learnmentor.evidence.packs.queries import UNFINISHED
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.personal_data import LeftBehind
from learnmentor.jobs import services as jobs
from learnmentor.jobs.rules import MOST_TRIES

MAKE = "make-pack"
KEPT = timedelta(days=7)
MOST_UNFINISHED = 3
MOST_ENTRIES = 2_000  # beyond, the document alone takes longer than anybody should look at a blank page
_ROWS_KEPT = timedelta(days=30)
_GIVEN_UP = timedelta(days=1)


class TooManyPacks(Exception):
    """So many packs of one person wait already."""


@dataclass(frozen=True)
class Wanted:
    """What a pack holds: CPD years, or all that is somebody's."""

    years: tuple[CpdYear, ...] = ()
    reflections: bool = False
    everything: bool = False
    impact: bool = False  # before and after as a mentor

    def as_data(self) -> dict[str, Any]:
        """As it is stored."""
        years = [[year.begins, *year.starts] for year in self.years]
        asked = {"years": years, "reflections": self.reflections, "everything": self.everything}
        return {**asked, "impact": True} if self.impact else asked

    @classmethod
    def of(cls, pack: CpdPack) -> "Wanted":
        """What the owner of a pack asked for."""
        years = tuple(CpdYear(begins, (month, day)) for begins, month, day in pack.contents["years"])
        said = pack.contents
        return cls(years, said["reflections"], said["everything"], said.get("impact", False))


def is_long(*, years: int, size: int, entries: int, most_bytes: int) -> bool:
    """Whether a pack is better made by the worker than while its owner waits."""
    return years > 1 or size > most_bytes or entries > MOST_ENTRIES


def name_of(years: Iterable[CpdYear]) -> str:
    """What the ZIP of these years is called."""
    ordered = sorted(years)
    first, last = ordered[0].label, ordered[-1].label
    return f"evidence-{first}.zip" if first == last else f"evidence-{first}-to-{last}.zip"


# Asking and looking


def ask(
    db: Session, *, person_id: int, public_id: str, wanted: Wanted, name: str, total_bytes: int, at: datetime
) -> CpdPack:
    """Have a pack made; the one that is being made already, if it is the same. Raises `TooManyPacks`."""
    hold_person(db, person_id)
    unfinished = queries.unfinished_packs(db, person_id)
    for pack in unfinished:
        if Wanted.of(pack) == wanted:
            return pack
    if len(unfinished) >= MOST_UNFINISHED:
        raise TooManyPacks(person_id)
    pack = CpdPack(
        public_id=public_id, person_id=person_id, contents=wanted.as_data(), state="waiting", name=name,
        done_bytes=0, total_bytes=total_bytes, asked_at=at,
    )  # fmt: skip
    db.add(pack)
    db.flush()
    jobs.enqueue(db, kind=MAKE, args={"pack": pack.id}, run_at=at)
    return pack


def again(db: Session, pack: CpdPack, *, at: datetime) -> None:
    """Have a pack that could not be made tried once more; one that is under way is left alone."""
    hold_person(db, pack.person_id)
    db.refresh(pack, ["state", "contents"])
    if pack.state != "failed":
        return
    pack.state, pack.fault, pack.done_bytes, pack.asked_at = "waiting", None, 0, at
    pack.contents = {**pack.contents, "tries": 0}
    db.flush()
    jobs.enqueue(db, kind=MAKE, args={"pack": pack.id}, run_at=at)


def packs_of(db: Session, person_id: int, *, at: datetime) -> list[CpdPack]:
    """The packs that a person can still fetch or waits for, the newest first."""
    return [pack for pack in queries.packs_to_show(db, person_id) if state_of(pack, at=at) != "gone"]


def state_of(pack: CpdPack, *, at: datetime) -> str:
    """The state as its owner sees it: what is over is gone, though its file may lie there for another hour."""
    over = pack.state == "ready" and pack.expires_at is not None and pack.expires_at <= at
    return "gone" if over else pack.state


def percent(pack: CpdPack) -> int:
    """How far it has come; the estimate may be short of the truth, so never quite all of it before it is ready."""
    if pack.state == "ready":
        return 100
    return min(99, pack.done_bytes * 100 // max(1, pack.total_bytes))


# Making: called by the worker, each in a transaction of its own


@dataclass(frozen=True)
class PackBegun:
    """A pack whose making was begun: what its maker needs to know."""

    public_id: str
    name: str
    wanted: Wanted
    total_bytes: int
    attempt: int

    @property
    def last_try(self) -> bool:
        """Whether nobody tries again by itself."""
        return self.attempt >= MOST_TRIES


def begin(db: Session, pack_id: int) -> tuple[PackBegun, Person] | None:
    """Begin to make a pack, from its start. None when it is not wanted any more or was made before."""
    found = queries.pack_to_make(db, pack_id)
    if found is None:
        return None
    pack, person = found
    attempt = int(pack.contents.get("tries", 0)) + 1
    pack.state, pack.done_bytes, pack.fault = "making", 0, None
    pack.contents = {**pack.contents, "tries": attempt}
    db.flush()
    return PackBegun(pack.public_id, pack.name, Wanted.of(pack), pack.total_bytes, attempt), person


def tell(db: Session, pack_id: int, *, attempt: int, done_bytes: int) -> None:
    """Say how far the making has come."""
    if (pack := _being_made(db, pack_id, attempt=attempt)) is not None:
        pack.done_bytes = done_bytes
        db.flush()


def finish(
    db: Session, pack_id: int, *, attempt: int, size: int, place: Callable[[], None], sender: Sender, at: datetime
) -> bool:
    """Put the pack in its place by `place`, offer it to its owner and write to them.

    False, and nothing is put anywhere, when nobody wants it any more: the account or the pack is gone, or a later
    attempt took over from a worker that was taken for dead.
    """
    pack = _being_made(db, pack_id, attempt=attempt)
    if pack is None:
        return False
    pack.state, pack.done_bytes, pack.total_bytes = "ready", size, size
    pack.ready_at, pack.expires_at = at, at + KEPT
    db.flush()
    place()
    letter = ready_letter(sender, public_id=pack.public_id, name=pack.name)
    jobs.send_mail(db, to=address_of(db, pack.person_id), subject=letter.subject, body=letter.body, at=at)
    return True


def fail(db: Session, pack_id: int, *, attempt: int, fault: str, for_good: bool) -> None:
    """Say to its owner why a pack could not be made, and whether it is tried again."""
    if (pack := _being_made(db, pack_id, attempt=attempt)) is not None:
        pack.state, pack.fault, pack.done_bytes = "failed" if for_good else "waiting", fault, 0
        db.flush()


def _being_made(db: Session, pack_id: int, *, attempt: int) -> CpdPack | None:
    """The pack, held, while this attempt is the one that makes it."""
    pack = db.get(CpdPack, pack_id, with_for_update=True, populate_existing=True)
    mine = pack is not None and pack.state == "making" and pack.contents.get("tries") == attempt
    return pack if mine else None


def ready_letter(sender: Sender, *, public_id: str, name: str) -> Letter:
    """To somebody whose long pack is made."""
    return sender.letter(
        "Your download is ready",
        f"The pack that you asked for, {name}, is ready. Sign in and fetch it here:",
        f"{sender.base_url}/cpd/packs/{public_id}",
        f"It is kept for {KEPT.days} days. After that you can have it made again whenever you like.",
    )


# Tidying


def tidy(db: Session, *, at: datetime) -> None:
    """Take away what is over, give up what no worker finished, and forget what nobody needs to read any more."""
    quiet = {"synchronize_session": False}
    over = update(CpdPack).where(CpdPack.state == "ready", CpdPack.expires_at <= at).values(state="gone")
    db.execute(over, execution_options=quiet)
    lost = update(CpdPack).where(CpdPack.state.in_(UNFINISHED), CpdPack.asked_at <= at - _GIVEN_UP)
    sentence = "The server was stopped each time it worked on this pack."
    db.execute(lost.values(state="failed", fault=sentence, done_bytes=0), execution_options=quiet)
    for pack in queries.old_packs(db, before=at - _ROWS_KEPT):
        db.delete(pack)
    db.flush()


def forget(db: Session, person_id: int) -> LeftBehind:
    """The sealed packs of somebody whose rows are about to go."""
    return LeftBehind(packs=queries.ids_of_packs(db, person_id))
