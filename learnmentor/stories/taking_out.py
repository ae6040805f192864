"""What happens when somebody takes out what is theirs: the story of a pack, through every room that adds to it.

A short one is sent while it is made. A long one, and everything that is somebody's, is made by the worker into a sealed
file; the row of the pack says how far it has come, and a letter says when it is ready.
"""

import errno
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.documents.fingerprints import DocumentKind, Notes
from learnmentor.certificates.models import Certificate
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.packs import evidence_pdf, impact_page, pack_file, records, years
from learnmentor.evidence.packs import queries as pack_queries
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.contents import CertificateShown, Contents, gather
from learnmentor.evidence.packs.impact_page import ImpactShown
from learnmentor.evidence.packs.records import RecordsTold
from learnmentor.evidence.packs.services import PackBegun
from learnmentor.ground.letters import Sender
from learnmentor.ground.personal_data import PersonalData
from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles, UnfinishedFile
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.jobs.worker import Handler, WorkerDatabase
from learnmentor.mentoring.impact import queries as impact_queries
from learnmentor.signing import services as signing
from learnmentor.signing.signer import Signer
from learnmentor.stories import own_data

FULL = "The server's disk was full, so the pack could not be written."
STOPPED = "Something went wrong on the server while the pack was made."
_TELL_EVERY = 1.0  # seconds
_YOUNG = timedelta(hours=1)  # a file that is being written is not swept away


class NoRoom(Exception):
    """The disk has no room for a pack."""


@dataclass(frozen=True)
class Maker:
    """What it takes to make packs in one installation."""

    vault: Vault
    files: FileStore
    templates: Path
    zone: str
    base_url: str
    certificate_pdf: Callable[[Certificate], bytes]
    rooms: tuple[PersonalData, ...] = ()  # for all that is somebody's
    notes: Notes | None = None

    def noting(self, notes: Notes) -> "Maker":
        """The same, which writes down what it hands out."""
        return replace(self, notes=notes)

    def certificate(self, one: Certificate) -> bytes:
        """The PDF of a certificate."""
        made = self.certificate_pdf(one)
        return self.notes.of_certificate(made, one) if self.notes else made

    def evidence(self, contents: Contents, *, person_id: int) -> Iterator[tuple[str, bytes]]:
        """evidence.pdf and what follows it, by name. It may be passed on alone, and is known then."""
        for name, made in evidence_pdf.documents(contents, templates=self.templates, zone=self.zone):
            if self.notes:
                self.notes.if_possible(made, person_id, kind=DocumentKind.EVIDENCE)
            yield name, made

    def year(
        self,
        database: WorkerDatabase,
        *,
        learner: Actor,
        year: CpdYear,
        reflections: bool,
        at: datetime,
        noted_for: int | None = None,
        beside: str = "",
        impact: bool = False,
    ) -> "Year":
        """A year as it stands at this moment. Its rows are read while it is written, in sessions of their own.

        `noted_for` is whose documents they are, where that is not the account that the record was of.
        """
        sessions = partial(database.session, writes=False)
        with sessions() as db:
            mine = certificates.to_show(db, learner.id)
            awarded = [each for each in mine if year.contains(day_of(each.issued_at, self.zone))]
            contents = gather(
                db, self.vault, learner=learner, year=year, reflections=reflections,
                certificates=[self._shown(each) for each in awarded], is_kept=self.files.exists, at=at,
                sessions=sessions, signer=self.signer(db), beside=beside,
                impact=self._impact(db, learner.id, year) if impact else (),
            )  # fmt: skip
        return Year(self, contents, awarded, noted_for or learner.id)

    def _impact(self, db: Session, person_id: int, year: CpdYear) -> list[ImpactShown]:
        return impact_page.of_year(impact_queries.surveys_of(db, self.vault, person_id), year, zone=self.zone)

    def signer(self, db: Session) -> Signer | None:
        """Who signs packs today; without a key they go unsigned, and say so."""
        return signing.signer_if_any(db, self.vault, base_url=self.base_url)

    def _shown(self, certificate: Certificate) -> CertificateShown:
        return CertificateShown(
            number=certificate.number,
            title=certificate.snapshot["title"],
            issued_on=day_of(certificate.issued_at, self.zone),
            address=f"{self.base_url}/certificates/{certificate.number}",
        )


@dataclass(frozen=True)
class Year:
    """A year's pack, begun and not yet written."""

    maker: Maker
    contents: Contents
    awarded: list[Certificate]
    person_id: int

    def chunks(self) -> Iterator[bytes]:
        """The ZIP of this year alone."""
        archive = Archive(self.contents.made_at)
        yield from self.members(archive)
        yield archive.close()

    def members(self, archive: Archive) -> Iterator[bytes]:
        """The year put into an archive."""
        maker = self.maker
        yield from pack_file.members(
            archive,
            self.contents,
            documents=lambda: maker.evidence(self.contents, person_id=self.person_id),
            certificates=((f"{one.number}.pdf", maker.certificate(one)) for one in self.awarded),
            read=maker.files.read,
        )


def chunks(
    maker: Maker, database: WorkerDatabase, *, learner: Actor, begun: PackBegun, at: datetime
) -> Iterator[bytes]:
    """A pack of the worker's, piece by piece. Each year is begun when its turn comes, as it stands then."""
    wanted, maker = begun.wanted, maker.noting(Notes(database, lambda: at))

    def begin(year: CpdYear) -> Year:
        return maker.year(
            database, learner=learner, year=year, reflections=wanted.reflections, at=at, impact=wanted.impact
        )

    if wanted.everything:
        with database.session(writes=False) as db:
            yield from _everything(maker, db, learner, at)
        return
    with database.session(writes=False) as db:
        earlier = pack_queries.earlier_with_lines(db, learner.id, wanted.years)
    if earlier:
        yield from _with_earlier(maker, database, earlier, learner=learner, begun=begun, at=at)
        return
    if len(wanted.years) == 1:
        yield from begin(wanted.years[0]).chunks()
        return
    archive, folders = Archive(at), []
    for year in sorted(wanted.years, reverse=True):
        archive.begin(year.label)
        folders.append(year.label)
        yield from begin(year).members(archive)
    with database.session(writes=False) as db:
        signer = maker.signer(db)
    yield from years.closing(archive, person=learner.printed_name, folders=folders, name=begun.name, signer=signer)
    yield archive.close()


def _with_earlier(
    maker: Maker,
    database: WorkerDatabase,
    earlier: Mapping[CpdYear, Sequence[Person]],
    *,
    learner: Actor,
    begun: PackBegun,
    at: datetime,
) -> Iterator[bytes]:
    """The same of somebody whose accounts were merged: a folder for each year of each record, one list over all."""
    archive, told, said = Archive(at), RecordsTold(), []
    for year in sorted(begun.wanted.years, reverse=True):
        with database.session(writes=False) as db:
            both = records.together(db, learner.id, year)
        accounts = earlier.get(year, [])
        for number, owner in enumerate([learner, *(_under_todays_name(each, learner) for each in accounts)]):
            beside = records.said(year, both, earlier=len(accounts), number=number) if accounts else ""
            made = maker.year(
                database, learner=owner, year=year, reflections=begun.wanted.reflections, at=at, noted_for=learner.id,
                beside=beside, impact=begun.wanted.impact and not number,
            )  # fmt: skip
            folder = records.folder_of(year, number)
            archive.begin(folder)
            told.add(folder, made.contents, both.twice)
            said += [beside] if beside and not number else []
            yield from made.members(archive)
    with database.session(writes=False) as db:
        signer = maker.signer(db)
    yield from years.closing(
        archive, person=learner.printed_name, folders=[each["folder"] for each in told.heads], name=begun.name,
        signer=signer, records=told, beside=said,
    )  # fmt: skip
    yield archive.close()


def _under_todays_name(account: Person, learner: Actor) -> Actor:
    return Actor(account.id, account.public_id, learner.name, learner.printed_name, frozenset())


def _everything(maker: Maker, db: Session, learner: Actor, at: datetime) -> Iterator[bytes]:
    archive, person = Archive(at), db.get_one(Person, learner.id)
    yield from own_data.members(
        archive, db, maker.vault, maker.rooms, person=person, files=maker.files, document=maker.certificate
    )
    yield archive.close()


def making(maker: Maker, kept: SealedFiles, *, sender: Sender, now: Callable[[], datetime]) -> Handler:
    """The worker's handler of long packs. Done twice it makes one file; stopped in the middle it begins anew."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            begun = packs.begin(db, args["pack"])
        if begun is None:
            return
        found, person = begun
        try:
            made = _made(maker, kept, database, args["pack"], found, learner=_as_actor(person), at=now())
        except Exception as error:
            with database.transaction() as db:
                packs.fail(db, args["pack"], attempt=found.attempt, fault=_sentence(error), for_good=found.last_try)
            raise
        try:
            with database.transaction() as db:
                packs.finish(
                    db, args["pack"], attempt=found.attempt, size=made.size, place=lambda: kept.put_in_place(made),
                    sender=sender, at=now(),
                )  # fmt: skip
        finally:
            made.drop()  # which does nothing to what was put in its place

    return handle


def _made(
    maker: Maker,
    kept: SealedFiles,
    database: WorkerDatabase,
    pack_id: int,
    begun: PackBegun,
    *,
    learner: Actor,
    at: datetime,
) -> UnfinishedFile:
    if not kept.room_for(begun.total_bytes):
        raise NoRoom(begun.total_bytes)
    last = time.monotonic()

    def told(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < _TELL_EVERY:
            return
        last = time.monotonic()
        with suppress(OperationalError), database.transaction() as db:  # the bar waits; the pack does not
            packs.tell(db, pack_id, attempt=begun.attempt, done_bytes=done)

    return kept.make(begun.public_id, chunks(maker, database, learner=learner, begun=begun, at=at), told=told)


def _as_actor(person: Person) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def _sentence(error: Exception) -> str:
    full = isinstance(error, NoRoom) or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT})
    return FULL if full else STOPPED


def tidying(kept: SealedFiles, *, now: Callable[[], datetime]) -> Handler:
    """The worker's handler that takes away packs whose time is over, and whatever else lies among them."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            packs.tidy(db, at=now())
        with database.session(writes=False) as db:
            wanted = pack_queries.kept_files(db)
        kept.sweep(keep=wanted.__contains__, before=now() - _YOUNG)

    return handle
