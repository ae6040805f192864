"""A pair as one ZIP: what whoever asks may read in it, from each sub-room.

Lines that are held back are in their writer's alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.vault import Vault
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring import rules, wording
from learnmentor.mentoring.agreements.views import downloaded as agreements
from learnmentor.mentoring.checks.views import downloaded as checks
from learnmentor.mentoring.learning_plan import views as learning_plan
from learnmentor.mentoring.lines import queries as lines
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.meetings.views import paper as meetings
from learnmentor.mentoring.observations import queries as observations
from learnmentor.mentoring.observations.views import paper as observation_paper
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.reviews.views import downloaded as reviews
from learnmentor.mentoring.role_declarations import queries as declarations
from learnmentor.mentoring.role_declarations.views import sheet_for
from learnmentor.mentoring.schedule.views import paper as schedule
from learnmentor.mentoring.sheets.views import in_pair as sheets
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.third_parties import queries as third_parties
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.mentoring.third_parties.wording import CALLED
from learnmentor.mentoring.views.pair_download import DownloadPart, PairDownload, PairFile, as_json, as_markdown, quoted
from learnmentor.mentoring.views.seen import PairSeen, pair_inside
from learnmentor.web import installation
from learnmentor.web.access import signed_in

bp = Blueprint("pair_downloads", __name__)


def _day(at: datetime) -> str:
    return long_date(day_of(at, installation.zone()))


def _pair(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """Who the two are, since when, and who was mentor when."""
    del vault  # as every part is asked
    pair = seen.pair
    rows = pairs.roles_of(db, pair.id)
    roles = [
        {"from": row.from_on, "mentor": seen.name_of(row.mentor_id), "mentee": seen.name_of(row.mentee_id)}
        for row in rows
    ]
    told = {"you": seen.me.name, "other": seen.other.name, "kind": pair.kind, "context": pair.context,
            "opened_at": pair.opened_at, "ended_at": pair.ended_at, "roles": roles}  # fmt: skip
    yield PairFile("pair.json", as_json(told))
    said = [f"{seen.kind}, {wording.CONTEXTS[pair.context].lower()}, since {_day(pair.opened_at)}."]
    said += [f"Ended on {_day(pair.ended_at)}."] if pair.ended_at else []
    if rules.may_swap(pair.kind):
        said += [f"From {long_date(each.from_on)} {seen.name_of(each.mentor_id)} is the mentor." for each in rows]
    yield PairFile("pair.md", as_markdown(f"{seen.me.name} and {seen.other.name}", said))


def _lines(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The lines of all records, each with its writer; those that the other one holds back are not read at all."""
    by_record: dict[str, list[OpenedLine]] = defaultdict(list)
    closed = {each.public_id for each in observations.all_of_pair(db, pair_id=seen.pair.id)}  # by rules of their own
    for record, line in lines.all_lines(db, vault, pair_id=seen.pair.id, reader_id=seen.me.id):
        if record not in closed:
            by_record[record].append(line)
    for record, found in by_record.items():
        told = [
            {"field": each.field, "by": seen.name_of(each.writer_id), "own_note": each.own, "text": each.text,
             "written_at": each.written_at, "changed_at": each.changed_at}
            for each in found
        ]  # fmt: skip
        yield PairFile(f"{record}.json", as_json(told))
        said = [f"{seen.name_of(each.writer_id)}{' (own note)' if each.own else ''}, {_day(each.written_at)}:\n\n"
                f"{quoted(each.text)}" for each in found]  # fmt: skip
        yield PairFile(f"{record}.md", as_markdown(f"Lines of the record {record}", said))


def _targets(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The targets, and how they stand."""
    found = targets.targets(db, vault, pair_id=seen.pair.id)
    told = [
        {"text": each.words.text, "measure": each.words.measure, "by": seen.name_of(each.writer_id),
         "state": each.state, "due_on": each.due_on, "set_at": each.set_at}
        for each in found
    ]  # fmt: skip
    yield PairFile("targets.json", as_json(told))
    said = [f"{each.state.capitalize()}{f', by {long_date(each.due_on)}' if each.due_on else ''}:\n\n"
            f"{quoted(each.words.text)}" for each in found]  # fmt: skip
    yield PairFile("targets.md", as_markdown("Targets", said or ["None."]))


def _declarations(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """Declarations of other roles, the replaced ones too."""
    for each in declarations.of_pair(db, seen.pair.id):
        name = f"{each.made_at:%Y-%m-%d}-{each.public_id}"
        told = {"by": seen.name_of(each.declarer_id), "made_at": each.made_at, "replaced_at": each.replaced_at,
                "seen_at": each.seen_at, "form": declarations.values_of(vault, each)}  # fmt: skip
        yield PairFile(f"{name}.json", as_json(told))
        yield PairFile(f"{name}.md", plain_markdown(sheet_for(seen, each)).encode())


def _third_parties(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """Who else sees dates and hours."""
    found = third_parties.of_pair(db, seen.pair.id)
    told = [
        {"role": each.role, "email": each.email, "named_by": seen.name_of(each.named_by_id),
         "agreed_at": each.agreed_at, "acknowledged_at": each.acknowledged_at,
         "acknowledged_as": third_parties.acknowledged_as(vault, each)}
        for each in found
    ]  # fmt: skip
    yield PairFile("third-parties.json", as_json(told))
    said = [f"{CALLED[ThirdRole(each.role)].capitalize()}: {each.email}" for each in found]
    yield PairFile("third-parties.md", as_markdown("Who else sees dates and hours", said or ["Nobody."]))


DOWNLOADED: tuple[PairDownload, ...] = (
    DownloadPart("pair", _pair),
    DownloadPart("lines", _lines),
    DownloadPart("targets", _targets),
    DownloadPart("role-declarations", _declarations),
    DownloadPart("third-parties", _third_parties),
    DownloadPart("agreement", agreements.files),
    DownloadPart("reviews", reviews.files),
    DownloadPart("checks", checks.files),
    DownloadPart("meetings", meetings.files),
    DownloadPart("observations", observation_paper.files),
    DownloadPart("schedule", schedule.files),
    DownloadPart("forms", sheets.files),
    DownloadPart("learning-plan", learning_plan.files),
)
"""The parts of the download; a sub-room adds its own."""


@bp.get("/pairs/<public_id>/download")
@signed_in
def download(public_id: str) -> ResponseReturnValue:
    """All that whoever asks may read in this pair."""
    seen = pair_inside(public_id)
    answer = Response(b"".join(_chunks(db.session, seen)), content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"pair-{installation.today().isoformat()}.zip")
    return answer


def _chunks(db: Session, seen: PairSeen) -> Iterator[bytes]:
    archive = Archive(clock.now())
    yield from archive.add("READ-ME.txt", [_READ_ME.encode()])
    for part in DOWNLOADED:
        for each in part.members(db, installation.vault(), seen):
            yield from archive.add(f"{part.name}/{each.name}", [each.content])
    yield archive.close()


_READ_ME = (
    "This is what the two of a pair may read, as one of them downloaded it: Markdown (.md) for people, JSON for "
    "programs.\nYour own notes are in it; those that the other one holds back are not.\n"
)
