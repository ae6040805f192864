"""Reads for certificates of hours: what somebody has under way, what they did of it, and what counted before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.certificates.hours.rules import HOURS, ProgrammePlace
from learnmentor.certificates.models import Certificate, HoursCounted
from learnmentor.courses.given import queries as given
from learnmentor.courses.given.queries import Attendance, UnderWay
from learnmentor.courses.given.rules import GivenContent
from learnmentor.courses.programmes import queries as programmes
from learnmentor.ground.db import read


@dataclass(frozen=True)
class FollowedProgramme:
    """A programme that can earn a certificate of hours. `title` and `version` are of one that was given away."""

    id: int
    title: str | None
    version: int | None
    places: tuple[ProgrammePlace, ...]


def session_key(programme_id: int, item: str) -> str:
    """What a session is counted as, among those of all programmes."""
    return f"{programme_id} {item}"


def attendances(db: Session, person_id: int) -> dict[str, Attendance]:
    """The sessions at which somebody was, by `session_key`."""
    return {session_key(each.programme_id, each.item): each for each in given.attended(db, person_id)}


_COUNTED = select(HoursCounted.__table__.c.what).where(HoursCounted.__table__.c.person_id == bindparam("person_id"))


def counted(db: Session, person_id: int) -> set[str]:
    """What counted in a certificate of hours of somebody's."""
    return {what for (what,) in read(db, _COUNTED, {"person_id": person_id})}


def issued_so_far(db: Session, person_id: int) -> int:
    """How many certificates of hours somebody had, without later editions."""
    mine = (Certificate.person_id == person_id) & (Certificate.award_code == HOURS) & (Certificate.edition == 1)
    return db.scalar(select(func.count()).select_from(Certificate).where(mine)) or 0


def followed(
    db: Session, person_id: int, under_way: Sequence[UnderWay], finished: Collection[str]
) -> list[FollowedProgramme]:
    """Programmes with their places. A segment that was withdrawn before it was done is not missed."""
    picked = _picked(db, person_id, finished) if any(each.content is None for each in under_way) else {}
    named = {code for each in under_way if each.content for code in each.content.segments}
    offered = given.offered_titles(db, named) if named else {}
    return [
        FollowedProgramme(each.programme_id, None, None, tuple(picked.get(each.programme_id, ())))
        if each.content is None
        else FollowedProgramme(
            each.programme_id, each.content.title, each.version,
            tuple(_places(each.programme_id, each.content, {*offered, *finished})),
        )
        for each in under_way
    ]  # fmt: skip


def _picked(db: Session, person_id: int, finished: Collection[str]) -> Mapping[int, list[ProgrammePlace]]:
    found: dict[int, list[ProgrammePlace]] = defaultdict(list)
    for programme_id, code, withdrawn in programmes.picked_codes(db, person_id):
        if not withdrawn or code in finished:
            found[programme_id].append(ProgrammePlace(segment=code))
    return found


def _places(programme_id: int, content: GivenContent, known: Collection[str]) -> list[ProgrammePlace]:
    return [
        ProgrammePlace(item.segment, session_key(programme_id, item.key) if item.session else None)
        for item in content.items
        if item.session or item.key in known
    ]
