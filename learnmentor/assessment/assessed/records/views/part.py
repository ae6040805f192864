"""A part that takes records, as its learner finds it; and what of it stands on the part's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.models import ReleasedRecord
from learnmentor.assessment.assessed.records import queries, rules, wording
from learnmentor.assessment.assessed.records.queries import ReleasedTo
from learnmentor.assessment.assessed.records.rules import RecordStanding
from learnmentor.assessment.assessed.views.seen import OwnSubmission
from learnmentor.courses.catalogue.assessed_versions import BriefPart, PartTake, ReleasableKind
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class ReleasedLine:
    """A released record in the list of its learner."""

    public_id: str
    title: str
    standing: RecordStanding
    words: str
    tone: str
    other: str
    at: datetime


@dataclass(frozen=True)
class RecordsOnPart:
    """What was released to a part. `kinds`: what it takes, in words; `add`: where more is chosen, or ""."""

    submission: str
    lines: Sequence[ReleasedLine]
    kinds: Sequence[str]
    add: str
    full: bool


def part_taking(own: OwnSubmission, key: str, take: PartTake) -> BriefPart:
    """A part of the brief in force that takes something; 404 for none."""
    opened = or_404(current_brief(db.session, own.submission.unit_code))
    part = or_404(opened.brief.part(key))
    return or_404(part if take in part.takes else None)


def records_on_part(own: OwnSubmission, part: BriefPart) -> RecordsOnPart:
    """What stands on a part's page of records; two statements."""
    lines = [line_of(each) for each in queries.listed(db.session, own.submission.id, part.key)]
    full = len(lines) >= rules.MOST_RECORDS
    takes = own.open and PartTake.RECORDS in part.takes and not full
    address = url_for("work_records.choose", public_id=own.submission.public_id, part=part.key) if takes else ""
    return RecordsOnPart(own.submission.public_id, lines, [wording.KINDS[each] for each in part.records], address, full)


def line_of(found: ReleasedTo) -> ReleasedLine:
    """A released record in the list."""
    standing = rules.standing(found.record.state)
    words, tone = wording.STANDINGS[standing]
    return ReleasedLine(
        found.record.public_id, title_of(found.record), standing, words, tone, found.other, found.record.asked_at
    )


def title_of(record: ReleasedRecord) -> str:
    """What a copy is called; one that nobody reads any more goes by its kind."""
    return queries.title(installation.vault(), record) or wording.ONE[ReleasableKind(record.kind)]


def work_address(submission: str) -> str:
    """The page of a submission."""
    return url_for("assessed_work.submission", public_id=submission)


def part_address(submission: str, part: str) -> str:
    """The page of a part."""
    return url_for("work_parts.part", public_id=submission, part_key=part)
