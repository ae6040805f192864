"""What goes into an evidence pack: the ledger of a year, its files and certificates, gathered at one moment."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.cpd import chain, ledger, queries
from learnmentor.cpd.chain import Link
from learnmentor.cpd.evidence import KeptFile
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import PRIVATE, Prose
from learnmentor.cpd.rules import CpdYear, Totals
from learnmentor.secret_text import Vault

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)  # Windows keeps these to itself


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
    certificates: Sequence[CertificateShown] = ()
    reflections: bool = False

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
) -> Contents:
    """What a pack made at this moment holds. Private reflections only where the owner ticked them."""
    lines = {line.sequence: line for line in queries.lines_of_year(db, person_id=learner.id, year=year)}
    links = [
        lines[link.sequence].link if link.sequence in lines else link
        for link in ledger.thin_links(db, person_id=learner.id)
    ]
    name_in_pack = _Names("files")
    entries, proofs = [], {}
    for row in queries.all_entries(db, person_id=learner.id, year=year):
        entry = lines[row.sequence]
        prose = None if row.withdrawn else queries.prose_of(vault, entry)
        if prose is not None and entry.prose_salt:
            proofs[row.sequence] = _proofs(entry, prose, withheld=frozenset() if reflections else PRIVATE)
        if not reflections:
            prose = replace(prose or Prose(), reflection="")
        files = [PackedFile(name_in_pack(f.name), f.kept, is_kept(f.storage_key)) for f in entry.files]
        entries.append(PackedEntry(row, prose or Prose(), files))
    return Contents(
        person=learner.printed_name,
        year=year,
        made_at=at,
        start=chain.genesis(learner.public_id),
        links=links,
        proofs=proofs,
        entries=entries,
        totals=queries.year_totals(db, person_id=learner.id, year=year),
        certificates=certificates,
        reflections=reflections,
    )


def _proofs(entry: CpdEntry, prose: Prose, *, withheld: frozenset[str]) -> dict[str, dict[str, str]]:
    """Each part of a line's text: shown with the key that proves it, or its digest alone."""
    shown = {}
    for part, text in prose.parts(file.kept for file in entry.files).items():
        key = chain.part_key(entry.prose_salt, part)
        shown[part] = {"digest": chain.part_digest(key, text)} if part in withheld else {"text": text, "key": key.hex()}
    return shown


class _Names:
    """Gives each file a name in a folder that every system can write and that no other has."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._taken: set[str] = set()

    def __call__(self, wanted: str) -> str:
        path = PurePosixPath(re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "-", wanted).strip(". ") or "file")
        stem = f"_{path.stem}" if _RESERVED.match(path.name) else path.stem
        name, number = f"{stem}{path.suffix}", 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem} ({number}){path.suffix}"
        self._taken.add(name.casefold())
        return f"{self._folder}/{name}"
