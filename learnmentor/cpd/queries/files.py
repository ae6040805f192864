"""Reads of the files that are evidence of entries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import of_either
from learnmentor.cpd.models import CpdEntry, CpdFile
from learnmentor.cpd.queries.in_force import in_force, in_year
from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.attachments.file_kinds import KeptFile


def file(db: Session, public_id: str, *, owner_id: int) -> CpdFile | None:
    """A file of one of the person's own entries, or of an account that was merged into theirs."""
    mine = of_either(CpdEntry.person_id, owner_id)
    return db.scalar(select(CpdFile).join(CpdFile.entry).where(CpdFile.public_id == public_id, mine))


def files_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[KeptFile]:
    """The files of the entries in force."""
    named = (CpdFile.name, CpdFile.media_type, CpdFile.size, CpdFile.sha256, CpdFile.storage_key)
    return [
        KeptFile(*row)
        for row in db.execute(select(*named).join(CpdFile.entry).where(in_year(person_id, year), in_force()))
    ]


@dataclass(frozen=True)
class Weight:
    """How much the packs of some years have to carry."""

    lines: int
    file_bytes: int


def weight_of_years(db: Session, *, person_id: int, years: Collection[CpdYear]) -> Weight:
    """Lines of these years and the bytes of their files, in one statement."""
    of_them = or_(false(), *(in_year(person_id, year) for year in years))
    lines = select(func.count()).select_from(CpdEntry).where(of_them).scalar_subquery()
    size = select(func.sum(CpdFile.size)).join(CpdFile.entry).where(of_them).scalar_subquery()
    row = db.execute(select(lines, size)).one()
    return Weight(int(row[0]), int(row[1] or 0))


def files_of(db: Session, *, person_id: int) -> Sequence[CpdFile]:
    """Every file that somebody added, in order."""
    asked = select(CpdFile).join(CpdFile.entry).where(CpdEntry.person_id == person_id).order_by(CpdFile.id)
    return db.scalars(asked).all()


def size_of_files(db: Session, *, person_id: int) -> int:
    """The bytes of all files of a person."""
    return sum(db.scalars(select(CpdFile.size).join(CpdFile.entry).where(CpdEntry.person_id == person_id)))


def files_in_use(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the stored files that are evidence of an entry."""
    return set(db.scalars(select(CpdFile.storage_key).where(CpdFile.storage_key.in_(keys))))
