"""Verbs of giving programmes away. Of one programme, one at a time: each holds its row, and what follows a person."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.rules import Actor
from learnmentor.courses.given import queries, rules
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion, SessionAttended
from learnmentor.courses.given.queries import GivenShown
from learnmentor.courses.given.rules import Audience, FaultFound, GivenContent, GivenItem, OfferReader
from learnmentor.courses.programmes import queries as programme_queries
from learnmentor.courses.programmes import services as programmes
from learnmentor.courses.programmes.models import Enrolment, Programme
from learnmentor.ground.personal_data import LeftBehind

EMPTY = GivenContent("", "")


class TooManyGiven(Exception):
    """One trainer gives no more than a page of programmes."""


class GivenGone(Exception):
    """The programme was thrown away a moment ago, in another window."""


class GivenSavedElsewhere(Exception):
    """The programme was saved in another window since this page was opened; nothing was kept."""


class NotFit(Exception):
    """The programme cannot be published as it is."""

    def __init__(self, faults: list[FaultFound]) -> None:
        super().__init__(", ".join(found.fault for found in faults))
        self.faults = faults


class NotFollowed(Exception):
    """The person does not follow the programme, or may not begin it any more."""


class InUse(Exception):
    """The programme was published: it can be withdrawn, and not thrown away."""


def begin(db: Session, *, giver: Actor, content: GivenContent, at: datetime, public_id: str) -> GivenProgramme:
    """Begin a programme, which nobody else sees until it is published. Raises `TooManyGiven`."""
    hold_person(db, giver.id)
    if queries.given_count(db, giver.id) >= rules.MAX_GIVEN:
        raise TooManyGiven
    programme = Programme(
        public_id=public_id, title=content.title, summary=content.for_whom, given=True, created_at=at, updated_at=at
    )
    db.add(programme)
    db.flush()
    made = GivenProgramme(
        programme_id=programme.id, giver_id=giver.id, audience=Audience.EVERYBODY, draft=rules.as_data(content)
    )
    db.add(made)
    db.flush()
    return made


def _held(db: Session, programme_id: int) -> GivenProgramme:
    found = queries.hold_given(db, programme_id)
    if found is None:
        raise GivenGone(str(programme_id))
    return found


def save(db: Session, given: GivenProgramme, content: GivenContent, *, seen: int) -> GivenProgramme:
    """Keep the draft. `seen` is how often it had been saved when its page was opened.

    Raises `GivenSavedElsewhere` or `GivenGone`.
    """
    held = _held(db, given.programme_id)
    if held.saves != seen:
        raise GivenSavedElsewhere(str(held.saves))
    held.draft, held.saves = rules.as_data(content), held.saves + 1
    db.flush()
    return held


def publish(db: Session, given: GivenProgramme, *, by: Actor, note: str, at: datetime) -> ProgrammeVersion:
    """Freeze the draft as the next version, which new followers get. Raises `NotFit` or `GivenGone`."""
    held = _held(db, given.programme_id)
    before = queries.newest_version(db, held)
    content = rules.content_from(held.draft)
    titles = queries.offered_titles(db, content.named_segments)
    content = rules.with_titles(content, titles)
    number = before.number if before else 0
    faults = rules.publishing_faults(
        content, before=rules.content_from(before.data) if before else None, versions=number, offered=titles
    )
    if faults:
        raise NotFit(faults)
    version = ProgrammeVersion(
        programme_id=held.programme_id, number=number + 1, by_id=by.id, note=note, data=rules.as_data(content),
        published_at=at,
    )  # fmt: skip
    db.add(version)
    db.flush()
    held.draft, held.newest_id = version.data, version.id
    programme = db.get_one(Programme, held.programme_id)
    programme.title, programme.summary, programme.updated_at = content.title, content.for_whom, at
    db.flush()
    return version


def give_to(
    db: Session, given: GivenProgramme, audience: Audience, *, audience_id: str | None = None, new_token: str
) -> None:
    """Say who it is for. A link is made for whom it takes one, and goes with the audience. Raises `GivenGone`."""
    if (audience_id is not None) != (audience in rules.NAMED_AUDIENCES):
        raise ValueError(f"{audience} with {audience_id!r}: a part or a group has an id, the others have none")
    held = _held(db, given.programme_id)
    held.audience, held.audience_id = audience, audience_id
    if audience != Audience.LINK:
        held.link_token = None
    elif held.link_token is None:
        held.link_token = new_token
    db.flush()


def renew_link(db: Session, given: GivenProgramme, *, new_token: str | None) -> None:
    """Take back the link, and make another unless `new_token` is None; who came by the old one goes on."""
    held = _held(db, given.programme_id)
    if held.audience == Audience.LINK:
        held.link_token = new_token
        db.flush()


def withdraw(db: Session, given: GivenProgramme, *, at: datetime) -> None:
    """Let nobody begin it any more; those under way go on. Raises `GivenGone`."""
    held = _held(db, given.programme_id)
    held.withdrawn_at = held.withdrawn_at or at
    db.flush()


def offer_again(db: Session, given: GivenProgramme) -> None:
    """Let people begin it again. Raises `GivenGone`."""
    _held(db, given.programme_id).withdrawn_at = None
    db.flush()


def throw_away(db: Session, given: GivenProgramme) -> None:
    """Delete a programme that was never published. Raises `InUse` or `GivenGone`."""
    held = _held(db, given.programme_id)
    if held.newest_id is not None:
        raise InUse
    db.execute(delete(GivenProgramme).where(GivenProgramme.programme_id == held.programme_id))
    db.execute(delete(Programme).where(Programme.id == held.programme_id))


def let_go_of(db: Session, person_id: int) -> LeftBehind:
    """Leave nothing of somebody who closes their account but what others follow, which nobody can begin any more.

    Nobody else could change it, withdraw it or take back its link. When that was stands in the person's `closed_at`.
    """
    published, drafts = queries.given_by(db, person_id)
    if drafts:
        db.execute(delete(GivenProgramme).where(GivenProgramme.programme_id.in_(drafts)))
        db.execute(delete(Programme).where(Programme.id.in_(drafts)))
    for given, version in published:
        given.draft, given.link_token = version.data, None
        given.withdrawn_at = given.withdrawn_at or version.published_at
    db.flush()
    return LeftBehind()


# For whoever follows one


def follow(db: Session, found: GivenShown, *, learner: Actor, reader: OfferReader, at: datetime) -> None:
    """Begin a programme with its newest version, or put it on the home page again. Raises `NotFollowed`.

    Whether it is still offered is asked again once its row is held, so that nobody begins what was just withdrawn.
    """
    hold_person(db, learner.id)
    held = _held(db, found.id)
    enrolment = programme_queries.enrolment(db, person_id=learner.id, programme_id=found.id)
    if enrolment is not None:
        enrolment.followed_at = at
        db.flush()
        return
    token_holds = reader.holds_link and held.link_token == found.link_token
    offer = replace(
        found.offer, audience=Audience(held.audience), audience_id=held.audience_id,
        shared_as=found.offer.shared_as if held.audience_id == found.offer.audience_id else "",
        withdrawn=held.withdrawn_at is not None, published=held.newest_id is not None,
    )  # fmt: skip
    if not rules.may_follow(offer, replace(reader, holds_link=token_holds)):
        raise NotFollowed(found.public_id)
    enrol(db, held, person_id=learner.id, at=at)


def enrol(db: Session, given: GivenProgramme, *, person_id: int, at: datetime) -> Enrolment:
    """Have somebody follow the newest version, unless they follow one already.

    Whoever assigns it has asked whether they may, and holds the person and the programme (`queries.hold_given`).
    """
    found = programme_queries.enrolment(db, person_id=person_id, programme_id=given.programme_id)
    if found is not None:
        return found
    made = Enrolment(
        person_id=person_id, programme_id=given.programme_id, version_id=given.newest_id, followed_at=at, begun_at=at
    )
    db.add(made)
    db.flush()
    return made


def take_newest(db: Session, found: GivenShown, *, learner: Actor) -> None:
    """Go on with the newest version; nothing that was done is undone. Raises `NotFollowed`."""
    hold_person(db, learner.id)
    enrolment = programme_queries.enrolment(db, person_id=learner.id, programme_id=found.id)
    if enrolment is None:
        raise NotFollowed(found.public_id)
    enrolment.version_id = _held(db, found.id).newest_id
    db.flush()


def copy(db: Session, content: GivenContent, *, owner: Actor, at: datetime, public_id: str) -> Programme:
    """Make a programme of the reader's own with the same segments in the same order, those of sessions among them.

    Raises `programmes.TooManyProgrammes`.
    """
    return programmes.pick(
        db, owner=owner, title=content.title, segment_codes=content.named_segments, at=at, public_id=public_id,
        as_listed=True,
    )  # fmt: skip


@dataclass(frozen=True)
class WasThere:
    """What a leader confirmed of somebody at a session."""

    minutes: int
    on: date


def forget_attendance(db: Session, item: str, *, person_id: int, programme_id: int) -> None:
    """Take back that somebody was at a session of a programme; a certificate that came of it stays as it was issued."""
    hold_person(db, person_id)
    row = queries.attendance_row(db, person_id=person_id, programme_id=programme_id, item=item)
    if row is not None:
        db.delete(row)
        db.flush()


def note_attendance(db: Session, item: GivenItem, was: WasThere, *, person_id: int, programme_id: int) -> None:
    """Write down that somebody was at a session of a programme; said again, the last word counts."""
    row = queries.attendance_row(db, person_id=person_id, programme_id=programme_id, item=item.key)
    if row is None:
        row = SessionAttended(person_id=person_id, programme_id=programme_id, item=item.key)
        db.add(row)
    row.title, row.minutes, row.attended_on = item.title, was.minutes, was.on
    db.flush()
