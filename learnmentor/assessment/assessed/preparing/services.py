"""What is done while work is prepared: begun, kept, files added and taken out. The submission's row orders it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import services as assessed
from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.models import (
    CriteriaShown,
    PartWork,
    Submission,
    SubmissionFile,
    part_place,
    shown_place,
)
from learnmentor.assessment.assessed.preparing import queries, rules
from learnmentor.assessment.assessed.preparing.cells import cells_of, criteria_from
from learnmentor.assessment.assessed.preparing.rules import LINKS_CELL, TEXT_CELL
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers


class NoAssessedVersion(Exception):
    """No assessed version of a unit is offered at a level; of the core there never is one."""


class TooManyWorkFiles(Exception):
    """A part takes no more files."""


def begin(db: Session, *, person_id: int, unit_code: str, level: int, public_id: str, at: datetime) -> Submission:
    """Begin to prepare an assessed version; one that goes on is the same.

    Raises `NoAssessedVersion`, `TooManySubmissions`.
    """
    unit, opened = queries.unit_facts(db, unit_code), current_brief(db, unit_code)
    levels = [each.level for each in opened.brief.versions] if opened else []
    if unit is None or not rules.may_be_assessed(unit.code, unit.family, levels, level):
        raise NoAssessedVersion(unit_code)
    return assessed.begin(db, person_id=person_id, unit_code=unit.code, level=level, public_id=public_id, at=at)


def keep_part(
    db: Session, vault: Vault, submission: Submission, *, by: int, part: str, typed: Mapping[str, str],
    seen: Mapping[str, str], files: Sequence[tuple[str, KeptFile]], at: datetime,
) -> MergedAnswers:  # fmt: skip
    """Keep what was typed on a part's page, joined with what was kept meanwhile; and files, each with a new id.

    `seen`: the mark of each cell that the page was drawn with. Raises `NotNow`, `TooManyWorkFiles`.
    """
    held = assessed.hold_prepared(db, submission, by=by)
    rows = queries.rows_of(db, vault, held, part)
    kept = cells_of(rows.part, rows.shown)
    new = rules.merged_cells(kept, typed, seen)
    changed = {key for key, text in new.answers.items() if text != kept.get(key, "")}
    if changed & {TEXT_CELL, LINKS_CELL}:
        body = vault.seal(_words(new.answers), place=part_place(held.public_id, part))
        _write(db, rows.work or PartWork(submission_id=held.id, part=part, changes=0), body, at=at)
    if changed - {TEXT_CELL, LINKS_CELL}:
        body = vault.seal(criteria_from(new.answers), place=shown_place(held.public_id))
        _write(db, rows.criteria or CriteriaShown(submission_id=held.id, changes=0), body, at=at)
    _add_files(db, held, part, files, at=at)
    db.flush()
    return new


def _words(cells: Mapping[str, str]) -> dict[str, Any]:
    """A part's text and links as they are sealed."""
    return {"text": cells.get(TEXT_CELL, ""), "links": list(rules.lines_of(cells.get(LINKS_CELL, "")))}


def _write(db: Session, row: PartWork | CriteriaShown, body: bytes, *, at: datetime) -> None:
    row.body, row.changes, row.changed_at = body, row.changes + 1, at
    db.add(row)


def _add_files(
    db: Session, held: Submission, part: str, files: Sequence[tuple[str, KeptFile]], *, at: datetime
) -> None:
    """Files by their new ids; one that lies in the part already, with the same bytes, is that one."""
    there = {each.sha256 for each in queries.files_prepared(db, held.id) if each.part == part}
    new = {file.sha256: (public_id, file) for public_id, file in files if file.sha256 not in there}
    if not rules.may_add_files(len(there), len(new)):
        raise TooManyWorkFiles(part)
    for public_id, file in new.values():
        made = SubmissionFile(
            public_id=public_id, submission_id=held.id, part=part, name=file.name, media_type=file.media_type,
            size=file.size, sha256=file.sha256, storage_key=file.storage_key, added_at=at,
        )  # fmt: skip
        db.add(made)


def take_out_file(
    db: Session, vault: Vault, submission: Submission, file: SubmissionFile, *, by: int, at: datetime
) -> str | None:  # fmt: skip
    """Take a file out of what is prepared; raises `NotNow`. The key of its bytes, where no try holds it any more."""
    held = assessed.hold_prepared(db, submission, by=by)
    now = queries.file(db, file.public_id, submission_id=held.id)
    if now is None or now.removed_at is not None:
        return None
    if queries.in_a_try(db, vault, now):
        now.removed_at = at
        db.flush()
        return None
    db.delete(now)
    db.flush()
    return now.storage_key
