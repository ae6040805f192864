"""What a ledger and all around it hold of people: what is taken out, what goes with a closed account, what stays."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.cpd import services
from learnmentor.cpd.models import (
    CpdCircumstances,
    CpdClosedLedger,
    CpdDeclaration,
    CpdEntry,
    CpdProfile,
    CpdPromptsStopped,
    CpdYearSum,
    circumstances_place,
    declaration_place,
)
from learnmentor.cpd.queries import files as kept_files
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.entries import prose_of
from learnmentor.ground.personal_data import (
    CANNOT_BE_OPENED,
    Passage,
    PersonalData,
    PersonalTable,
    TakingOut,
    as_json,
    columns,
)
from learnmentor.ground.storage.archive import ArchiveNames
from learnmentor.ground.vault import Vault


def _members(out: TakingOut) -> Iterator[bytes]:
    """ledger.json, and every file that was added."""
    names, files = ArchiveNames("files"), kept_files.files_of(out.db, person_id=out.person_id)
    kept = {file.id: names(file.name) for file in files}
    yield from out.archive.add("ledger.json", as_json(_lines(out, kept)))
    for file in files:
        if out.files.exists(file.storage_key):
            read = out.files.read(file.storage_key)
            yield from out.archive.add(kept[file.id], read, packed=False, size=file.size)
        else:
            out.missing.append(kept[file.id])


def _lines(out: TakingOut, kept: dict[int, str]) -> Iterator[dict[str, Any]]:
    for entry in ledger.lines(out.db, person_id=out.person_id):
        prose = prose_of(out.vault, entry)
        written = CANNOT_BE_OPENED if prose is None else prose.__dict__
        told = columns(entry, without={"id", "person_id", "prose_salt"})
        yield {**told, "written": written, "files": [kept[file.id] for file in entry.files]}


def _passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    for entry in ledger.lines(db, person_id=person_id):
        prose = prose_of(vault, entry)
        if prose is not None and not prose.empty:
            texts = (each for each in (prose.reflection, prose.impact, prose.explanation, *prose.links) if each)
            yield Passage(f"{entry.title} ({entry.type})", entry.on, tuple(texts))


PERSONAL = PersonalData(
    (
        PersonalTable(CpdProfile.person_id, taken_as="target", holds="what your years ask for"),
        PersonalTable(
            CpdCircumstances.person_id,
            taken_as="circumstances",
            holds="posts and absences that you entered",
            opened={"body": lambda row: circumstances_place(row.person_id)},
        ),
        PersonalTable(
            CpdDeclaration.person_id,
            taken_as="declarations",
            holds="years that you declared",
            opened={"working": lambda row: declaration_place(row.public_id)},
            stays="sums as they were declared; the working, which tells of posts and absences, is erased",
        ),
        PersonalTable(
            CpdPromptsStopped.person_id,
            taken_as="letters-stopped",
            holds="whether you want no letters about your entries",
        ),
        PersonalTable(
            CpdYearSum.person_id,
            taken_as="year-sums",
            holds="what your CPD years add up to",
            stays="sums of lines, which stay too",
        ),
        PersonalTable(
            CpdClosedLedger.person_id,
            not_taken="where a closed record ends: the hash of the last line in its ledger.json",
            stays="the last hash of a ledger, whose figures stay too",
        ),
        PersonalTable(
            CpdEntry.person_id,
            taken_as="ledger",
            holds="every line of your CPD record with what you wrote about it; the files you added are in files/",
            by_hand=True,
            stays="dates, minutes and kinds; titles and providers of one's own lines are erased",
        ),
    ),
    members=_members,
    passages=_passages,
    size=lambda db, person_id: kept_files.size_of_files(db, person_id=person_id),
    erase=services.erase,
    files_in_use=kept_files.files_in_use,
)
