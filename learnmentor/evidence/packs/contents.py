"""What goes into an evidence pack: the ledger of a year, its files and certificates, as they are at one moment.

What is short is gathered when the pack is begun; entries, lines and files are read when their turn comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.declarations import wording
from learnmentor.cpd.declarations.rules import Declared, YearStanding, digest_of_lines
from learnmentor.cpd.prose import PRIVATE, Prose
from learnmentor.cpd.queries.entries import EntryRow, LedgerPlace, opened
from learnmentor.cpd.rules import CpdTarget, CpdYear, LineKind, Totals
from learnmentor.cpd.targets import queries as targets
from learnmentor.evidence.packs import queries as pack_queries
from learnmentor.evidence.packs.impact_page import ImpactShown
from learnmentor.evidence.packs.queries import PackLine, Standpoint
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.storage.archive import ArchiveNames
from learnmentor.ground.vault import Vault
from learnmentor.signing.signer import Signer

Sessions = Callable[[], AbstractContextManager[Session]]
"""A session to read a page in, closed before the page is sent: a slow reader keeps none."""


@dataclass(frozen=True)
class PackedFile:
    """A file of an entry, the name it has in the pack, and whether the store still has it."""

    path: str
    kept: KeptFile
    present: bool = True


@dataclass(frozen=True)
class CertificateShown:
    """A certificate as the pack lists it; `address` is where anyone can check it."""

    number: str
    title: str
    issued_on: date
    address: str


@dataclass(frozen=True)
class PackedEntry:
    """An entry as the table has it, with the words and files that go along; a withdrawn one has neither."""

    row: EntryRow
    prose: Prose
    files: Sequence[PackedFile]


@dataclass(frozen=True)
class PackedLine:
    """A line of the ledger with what proves its words, part by part: {"text", "key"} or {"digest"}."""

    link: ChainLink
    proofs: Mapping[str, Mapping[str, str]] | None = None
    files: Sequence[PackedFile] = ()


@dataclass(frozen=True)
class PackedYear:
    """A year of a ledger as it stood at one line. Each reading begins anew and holds a page of rows at a time."""

    sessions: Sessions
    vault: Vault
    at: Standpoint
    reflections: bool
    is_kept: Callable[[str], bool]

    def lines(self) -> Iterator[PackedLine]:
        """The whole ledger; facts only of the lines of the year."""
        after = 0
        while after < self.at.last:
            with self.sessions() as db:
                page = pack_queries.lines(db, self.at, after=after)
            yield from map(self._line, page)
            after = page[-1].link.sequence

    def _line(self, read: PackLine) -> PackedLine:
        line = read.link.line
        if line is None or not read.stands:
            return PackedLine(read.link)
        files = self.files_of(line.sequence)
        if line.kind == LineKind.WITHDRAWAL or not read.salt:
            return PackedLine(read.link, files=files)
        prose = self._opened(read.sealed, line.sequence)
        if prose is None:
            return PackedLine(read.link, files=files)
        return PackedLine(read.link, _proofs(read.salt, prose, files, withheld=self._withheld), files)

    @property
    def _withheld(self) -> frozenset[str]:
        return frozenset() if self.reflections else PRIVATE

    def _opened(self, sealed: bytes | None, sequence: int) -> Prose | None:
        return opened(self.vault, sealed, person_id=self.at.person_id, sequence=sequence)

    def rows(self) -> Iterator[EntryRow]:
        """The entries as the year's table has them, newest first."""
        return (row for row, _ in self._rows(words=False))

    def count(self) -> int:
        """How many entries there are."""
        with self.sessions() as db:
            return pack_queries.count(db, self.at)

    def entries(self) -> Iterator[PackedEntry]:
        """The same with their words and files."""
        for row, sealed in self._rows(words=True):
            prose = self._opened(None if row.withdrawn else sealed, row.sequence) or Prose()
            if prose.reflection and not self.reflections:
                prose = replace(prose, reflection="")
            yield PackedEntry(row, prose, self.files_of(row.sequence))

    def _rows(self, *, words: bool) -> Iterator[tuple[EntryRow, bytes | None]]:
        older: LedgerPlace | None = self.at.top
        files = {sequence: len(files) for sequence, files in self.files.items()}
        while older:
            with self.sessions() as db:
                page = pack_queries.rows(db, self.at, older=older, words=words, files=files)
            yield from page
            older = LedgerPlace(page[-1][0].on, page[-1][0].sequence) if len(page) == pack_queries.PAGE else None

    @cached_property
    def files(self) -> Mapping[int, Sequence[PackedFile]]:
        """The files by the number of their line, each with its name in the pack, in the order of the table."""
        with self.sessions() as db:
            found = pack_queries.files(db, self.at)
        name = ArchiveNames("files")
        return {
            sequence: [PackedFile(name(file.name), file, self.is_kept(file.storage_key)) for file in files]
            for sequence, files in found.items()
        }

    def files_of(self, sequence: int) -> Sequence[PackedFile]:
        """Those of one line."""
        return self.files.get(sequence, ())

    @cached_property
    def totals(self) -> Totals:
        """What the year adds up to."""
        with self.sessions() as db:
            return pack_queries.totals(db, self.at)

    def standing(self, target: CpdTarget) -> YearStanding:
        """What would be declared of it."""
        with self.sessions() as db:
            hashes = pack_queries.hashes(db, self.at)
        return YearStanding(self.at.year, self.totals, target, len(hashes), digest_of_lines(hashes))


@dataclass(frozen=True)
class Contents:
    """All that goes into one pack: what is short, and where the rest is read from while the pack is sent."""

    person: str
    year: CpdYear
    made_at: datetime
    start: str
    of_year: PackedYear
    target: CpdTarget
    declared: Sequence[Declared] = ()  # the one that stands is the last
    certificates: Sequence[CertificateShown] = ()
    reflections: bool = False
    signer: Signer | None = None
    beside: str = ""  # in sentences: that there is another record of the same person, and what both come to
    impact: Sequence[ImpactShown] = ()  # before and after as a mentor, where its owner ticked it

    @property
    def name(self) -> str:
        """What the ZIP is called."""
        return f"evidence-{self.year.label}.zip"

    @property
    def head(self) -> str:
        """The hash of the last line: it stands for the whole ledger up to there."""
        return self.of_year.at.head

    @property
    def totals(self) -> Totals:
        """What the year adds up to."""
        return self.of_year.totals

    @property
    def changed_since(self) -> list[str]:
        """What changed since it was declared, in sentences."""
        return wording.differences(self.declared[-1], self.of_year.standing(self.target)) if self.declared else []

    @property
    def files(self) -> list[PackedFile]:
        """Every file that can go in."""
        return [file for files in self.of_year.files.values() for file in files if file.present]

    @property
    def missing(self) -> list[str]:
        """Files that the server has lost."""
        return [file.kept.name for files in self.of_year.files.values() for file in files if not file.present]


def gather(
    db: Session,
    vault: Vault,
    *,
    learner: Actor,
    year: CpdYear,
    reflections: bool,
    certificates: Sequence[CertificateShown],
    is_kept: Callable[[str], bool],
    at: datetime,
    sessions: Sessions,
    signer: Signer | None = None,
    beside: str = "",
    impact: Sequence[ImpactShown] = (),
) -> Contents:
    """What a pack made at this moment holds. Private reflections only where the owner ticked them."""
    start = chain.genesis(learner.public_id)
    standpoint = pack_queries.standpoint(db, person_id=learner.id, year=year, start=start)
    return Contents(
        person=learner.printed_name,
        year=year,
        made_at=at,
        start=start,
        of_year=PackedYear(sessions, vault, standpoint, reflections, is_kept),
        target=targets.target_of(db, vault, person_id=learner.id, year=year, on=at.date()),
        declared=declarations.declared_exactly(db, vault, person_id=learner.id, year=year),
        certificates=certificates,
        reflections=reflections,
        signer=signer,
        beside=beside,
        impact=impact,
    )


def _proofs(
    salt: bytes, prose: Prose, files: Sequence[PackedFile], *, withheld: frozenset[str]
) -> dict[str, dict[str, str]]:
    """Each part of a line's text: shown with the key that proves it, or its digest alone."""
    shown = {}
    for part, text in prose.parts(file.kept for file in files).items():
        key = chain.part_key(salt, part)
        shown[part] = {"digest": chain.part_digest(key, text)} if part in withheld else {"text": text, "key": key.hex()}
    return shown
