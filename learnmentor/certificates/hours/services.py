"""Issue certificates of hours, each for a programme that was finished, once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import hold_person, locked_person
from learnmentor.certificates import queries as certificates
from learnmentor.certificates import snapshots
from learnmentor.certificates.documents.fingerprints import record_later
from learnmentor.certificates.hours import queries, wording
from learnmentor.certificates.hours.queries import FollowedProgramme
from learnmentor.certificates.hours.rules import LEAST_PLACES, Filled, hours_due
from learnmentor.certificates.models import Certificate, HoursCounted
from learnmentor.certificates.rules import AchievedSegment, UnitProgress, number_from
from learnmentor.certificates.services import enter_first
from learnmentor.certificates.snapshots import CertifiedSession
from learnmentor.courses.given.queries import Attendance, under_way
from learnmentor.courses.study import queries as courses
from learnmentor.ground import randomness
from learnmentor.ground.zones import day_of


def issue_hours_due(db: Session, *, person_id: int, at: datetime, zone: str, issuer: str) -> list[Certificate]:
    """Issue a certificate for every programme under way that earns one; done again, or twice at once, no more.

    One statement for somebody who neither picked nor was given a programme.
    """
    hold_person(db, person_id)
    due = _all_due(db, person_id, zone)
    if not due:
        return []
    person, units = locked_person(db, person_id), certificates.unit_progress(db, person_id, zone=zone)
    attended = queries.attendances(db, person_id)
    facts = [_Facts(programme, found, units, attended) for programme, found in due]
    return [_issue(db, person, each, at=at, zone=zone, issuer=issuer) for each in facts]


def _all_due(db: Session, person_id: int, zone: str) -> list[tuple[FollowedProgramme, tuple[Filled, ...]]]:
    followed = under_way(db, person_id)
    if not followed:
        return []
    finished = {segment.segment_code for segment in courses.achieved(db, person_id, zone=zone)}
    attended = queries.attendances(db, person_id)
    if len(finished) + len(attended) < LEAST_PLACES:
        return []
    found, counted = [], queries.counted(db, person_id)
    for programme in queries.followed(db, person_id, followed, finished):
        due = hours_due(programme.places, finished=finished, attended=attended, counted=counted)
        if due:
            found.append((programme, due))
            counted |= {what for each in due for what in each.uses}
    return found


class _Facts:
    """What one certificate of hours says."""

    def __init__(
        self,
        programme: FollowedProgramme,
        due: Sequence[Filled],
        units: Mapping[str, UnitProgress],
        attended: Mapping[str, Attendance],
    ) -> None:
        self.programme = programme
        self.uses = frozenset(what for each in due for what in each.uses)
        studied = {str(each.place.segment) for each in due if not each.by_session}
        self.units = [_part(unit, studied) for unit in units.values() if studied & {s.code for s in unit.done}]
        by_session = [each for each in due if each.by_session]
        self.in_places = sum(each.place.segment is not None for each in by_session)
        self.sessions = [_session(each, attended) for each in by_session]
        self.segments = len(studied)

    def frozen(self, person: Person, *, number: str, at: datetime, zone: str, issuer: str) -> "_Snapshot":
        """The snapshot of it."""
        title, version = self.programme.title, self.programme.version
        minutes = sum(each["attended"] for each in self.sessions)
        rule = wording.as_rule(title, segments=self.segments, in_places=self.in_places, attended=minutes)
        return snapshots.frozen(
            rule, self.units, name=person.printed_name, salt=randomness.salt(snapshots.SALT_BYTES), number=number,
            on=day_of(at, zone), issuer=issuer, sessions=self.sessions,
            programme={"title": title, "version": version} if title and version else None,
        )  # fmt: skip


_Snapshot = snapshots.CertificateSnapshot


def _part(unit: UnitProgress, codes: Collection[str]) -> UnitProgress:
    done: tuple[AchievedSegment, ...] = tuple(segment for segment in unit.done if segment.code in codes)
    return UnitProgress(unit.code, unit.title, unit.offered, done)


def _session(each: Filled, attended: Mapping[str, Attendance]) -> CertifiedSession:
    was = attended[str(each.place.session)]
    return {
        "title": was.title,
        "segment": each.place.segment,
        "attended": was.minutes,
        "attended_on": was.on.isoformat(),
    }


def _issue(db: Session, person: Person, facts: _Facts, *, at: datetime, zone: str, issuer: str) -> Certificate:
    number = number_from(randomness.bits(40))
    snapshot = facts.frozen(person, number=number, at=at, zone=zone, issuer=issuer)
    period = str(queries.issued_so_far(db, person.id) + 1)
    certificate = enter_first(db, person, snapshot, period=period, at=at, issuer=issuer)
    db.flush()
    db.add_all(
        HoursCounted(person_id=person.id, what=what, certificate_id=certificate.id) for what in sorted(facts.uses)
    )
    db.flush()
    record_later(db, certificate, at=at)
    return certificate
