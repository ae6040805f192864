"""From what is read of people to what is shown of them: one function for leader and member alike, and for counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from learnmentor.groups.reports.queries import GroupPerson, OrganisationPerson
from learnmentor.groups.reports.rules import (
    CertificateTitle,
    GroupStanding,
    MemberStanding,
    PersonCounted,
    Work,
    standing,
)


@dataclass(frozen=True)
class GroupFiguresRead:
    """What was read of a group besides its people: what it is given, who did how much of it, who came."""

    given: int
    done: Mapping[int, tuple[int, int]]
    certificates: Mapping[int, Sequence[CertificateTitle]]
    held: int
    came: Mapping[int, int]
    targets: Mapping[int, int | None]  # minutes, of everybody
    stalled_days: int


def member_standing(person: GroupPerson, read: GroupFiguresRead, *, at: datetime) -> MemberStanding:
    """All that is shown of a member by name."""
    begun, done = read.done.get(person.person_id, (0, 0))
    last_at = _last(person.touched_at, person.last_on)
    target, counted = read.targets.get(person.person_id), next(iter(person.minutes.values()))
    work = Work(begun, done, read.given) if read.given else Work(int(last_at is not None), counted, target)
    return MemberStanding(
        public_id=person.public_id,
        name=person.name,
        standing=standing(work, last_at=last_at, stalled_days=read.stalled_days, at=at),
        done=done,
        begun=begun - done,
        given=read.given,
        last_on=last_at.date() if last_at else None,
        minutes=person.minutes,
        target_minutes=target,
        certificates=tuple(read.certificates.get(person.person_id, ())),
        sessions_came=read.came.get(person.person_id, 0),
        sessions_held=read.held,
    )


def counted_of(member: MemberStanding, *, since: date) -> PersonCounted:
    """The same of a member who is only counted: certificates of the year that began then."""
    certificates = sum(each.on >= since for each in member.certificates)
    return PersonCounted(member.standing, member.minutes, certificates, member.sessions_came)


def counted_of_organisation(
    person: OrganisationPerson, *, target: int | None, since: datetime, at: datetime, stalled_days: int | None
) -> PersonCounted:
    """What counts of somebody in an organisation's year. Of a year that is over nobody is said to have stalled."""
    last_at = _last(person.touched_at, person.last_on)
    counted = next(iter(person.minutes.values()))
    begun = bool(counted) or (last_at is not None and since <= last_at <= at)
    found = standing(Work(int(begun), counted, target), last_at=last_at, stalled_days=stalled_days or 0, at=at)
    if found is GroupStanding.STALLED and stalled_days is None:
        found = GroupStanding.UNDER_WAY
    return PersonCounted(found, person.minutes, person.certificates, person.sessions)


def _last(touched_at: datetime | None, last_on: date | None) -> datetime | None:
    days = [touched_at] if touched_at else []
    return max([*days, datetime.combine(last_on, time(12), UTC)] if last_on else days, default=None)
