"""What goes into an evidence pack: the ledger of a year, its files and certificates, gathered at one moment."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain, ledger, queries, rules
from learnmentor.cpd.attachments.file_kinds import KeptFile
from learnmentor.cpd.chain import Link
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.declarations import wording
from learnmentor.cpd.declarations.rules import Declared, Standing, digest_of_lines
from learnmentor.cpd.prose import PRIVATE, Prose
from learnmentor.cpd.queries import YearLine
from learnmentor.cpd.rules import CpdYear, Target, Totals
from learnmentor.cpd.targets import queries as targets
from learnmentor.ground.archive import Names
from learnmentor.ground.vault import Vault
from learnmentor.signing.signer import Signer


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

    row: queries.Row
    prose: Prose
    files: Sequence[PackedFile]


@dataclass(frozen=True)
class Contents:
    """All that goes into one pack, small enough to hold; the files themselves are read while the pack is sent."""

    person: str
    year: CpdYear
    made_at: datetime
    start: str
    links: Sequence[Link]  # the whole ledger; facts only of the lines of the year
    proofs: Mapping[int, Mapping[str, Mapping[str, str]]]  # sequence → part → {"text", "key"} or {"digest"}
    entries: Sequence[PackedEntry]
    totals: Totals
    target: Target
    declared: Sequence[Declared] = ()  # the one that stands is the last
    changed_since: Sequence[str] = ()  # it was declared, in sentences
    certificates: Sequence[CertificateShown] = ()
    reflections: bool = False
    signer: Signer | None = None

    @property
    def name(self) -> str:
        """What the ZIP is called."""
        return f"evidence-{self.year.label}.zip"

    @property
    def head(self) -> str:
        """The hash of the last line: it stands for the whole ledger up to there."""
        return self.links[-1].hash if self.links else self.start

    @property
    def files(self) -> list[PackedFile]:
        """Every file that can go in."""
        return [file for entry in self.entries for file in entry.files if file.present]

    @property
    def missing(self) -> list[str]:
        """Files that the server has lost."""
        return [file.kept.name for entry in self.entries for file in entry.files if not file.present]


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
    signer: Signer | None = None,
) -> Contents:
    """What a pack made at this moment holds. Private reflections only where the owner ticked them."""
    kept = {each.line.sequence: each for each in queries.lines_of_year(db, person_id=learner.id, year=year)}
    everything = ledger.thin_links(db, person_id=learner.id)
    name_in_pack = Names("files")
    entries, proofs = [], {}
    for each in _newest_first(kept.values()):
        row = queries.Row.of(each.line, files=len(each.files))
        sealed = None if row.withdrawn else each.sealed
        prose = queries.opened(vault, sealed, person_id=learner.id, sequence=row.sequence)
        if prose is not None and each.salt and not row.withdrawn:
            proofs[row.sequence] = _proofs(each, prose, withheld=frozenset() if reflections else PRIVATE)
        if not reflections:
            prose = replace(prose or Prose(), reflection="")
        files = [PackedFile(name_in_pack(file.name), file, is_kept(file.storage_key)) for file in each.files]
        entries.append(PackedEntry(row, prose or Prose(), files))
    totals = rules.totals(each.line for each in kept.values())
    target = targets.target_of(db, vault, person_id=learner.id, year=year)
    declared = declarations.declared_exactly(db, vault, person_id=learner.id, year=year)
    now = Standing(year, totals, target, len(kept), digest_of_lines([each.link.hash for each in kept.values()]))
    return Contents(
        person=learner.printed_name,
        year=year,
        made_at=at,
        start=chain.genesis(learner.public_id),
        links=[kept[link.sequence].link if link.sequence in kept else link for link in everything],
        proofs=proofs,
        entries=entries,
        totals=totals,
        target=target,
        declared=declared,
        changed_since=wording.differences(declared[-1], now) if declared else (),
        certificates=certificates,
        reflections=reflections,
        signer=signer,
    )


def _newest_first(lines: Collection[YearLine]) -> list[YearLine]:
    """The lines that the year's table shows, in its order: the newest version of each entry."""
    replaced = {each.line.supersedes for each in lines}
    standing = (each for each in lines if each.line.sequence not in replaced)
    return sorted(standing, key=lambda each: (each.line.on, each.line.sequence), reverse=True)


def _proofs(of: YearLine, prose: Prose, *, withheld: frozenset[str]) -> dict[str, dict[str, str]]:
    """Each part of a line's text: shown with the key that proves it, or its digest alone."""
    shown = {}
    for part, text in prose.parts(of.files).items():
        key = chain.part_key(of.salt, part)
        shown[part] = {"digest": chain.part_digest(key, text)} if part in withheld else {"text": text, "key": key.hex()}
    return shown
