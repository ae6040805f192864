"""The group of the demonstration: eight people at different points, a session that was held and one to come, and a
programme that its trainer gives to it, whose last place the session fills."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import person_by_email
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.courses.study import queries as studies
from learnmentor.courses.study import services as study
from learnmentor.cpd import services as cpd
from learnmentor.ground import randomness
from learnmentor.groups import queries, services
from learnmentor.groups.assignments import queries as assignable
from learnmentor.groups.assignments import services as assignments
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.rules import ComesBy, Counted, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import Group
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.sessions import queries as sessions
from learnmentor.groups.sessions import services as meetings
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import HeldHow
from learnmentor.organisations import services as organisations
from learnmentor.organisations.queries import parts_of_person
from learnmentor.stories import attended_session, opening_account

PUBLIC_ID = "demonstrationgroup"
PROGRAMME_ID = "demonstrationprogramme"
_EVENING = "evening"  # the key of its session
_PLACE, _ZONE = "Demonstration", "Europe/London"
_UNNAMED, _COLLEGE = "Everybody", "Demonstration College"  # as the migration calls what has no name, and ours
_NOBODYS = "!"  # the hash of no password


@dataclass(frozen=True)
class DemoMember:
    """Somebody in the group: how they are seen, how many segments they finished, and how long ago they last studied."""

    email: str
    name: str
    seen_as: Counted
    finished: int
    days_ago: int
    came: bool = True  # to the session that was held


MEMBERS = (
    DemoMember("learner@example.org", "Amina Yusuf", Counted.BY_NAME, 0, 0, came=False),
    DemoMember("nia@example.org", "Nia Evans", Counted.BY_NAME, 4, 2),
    DemoMember("tom@example.org", "Tom Price", Counted.BY_NAME, 2, 30, came=False),
    DemoMember("leila@example.org", "Leila Haddad", Counted.AS_A_COUNT, 10, 1),
    DemoMember("owen@example.org", "Owen Clarke", Counted.AS_A_COUNT, 7, 5),
    DemoMember("mei@example.org", "Mei Tanaka", Counted.AS_A_COUNT, 5, 20),
    DemoMember("jakub@example.org", "Jakub Nowak", Counted.AS_A_COUNT, 1, 3, came=False),
    DemoMember("ruth@example.org", "Ruth Cohen", Counted.AS_A_COUNT, 0, 0),
)


def make(db: Session, *, trainer: Person, at: datetime) -> None:
    """Make the group, led by the trainer, unless it is there or was left out on purpose; whoever is missing, too."""
    today = at.date()
    leader = Actor(trainer.id, trainer.public_id, trainer.name, trainer.printed_name, frozenset({RoleName.TRAINER}))
    places = parts_of_person(db, trainer.id, on=today)
    if queries.group_by_public_id(db, PUBLIC_ID) is not None or not places:
        return
    if places[0].name == _UNNAMED:
        organisations.rename_part(db, places[0], name=_COLLEGE)
    begun = at - timedelta(days=40)
    facts = services.GroupFacts(
        GroupKind.COHORT, "New mentors", "For people who mentor a colleague for the first time this year.",
        begun.date(), today + timedelta(days=120), 14,
    )  # fmt: skip
    group = services.make(db, part=places[0], facts=facts, by=leader, public_id=PUBLIC_ID, at=begun, today=today)
    people = {each: _person(db, each, at=begun) for each in MEMBERS}
    _let_join(db, group, people, leader, at=at)
    for each, person in people.items():
        _study(db, each, person, at=at)
    programme = _give_programme(db, group, leader, begun=begun, at=at)
    _meet(db, group, people, leader, at=at, fills=programme)
    if programmes := assignable.programmes_to_give(db, most=1):
        assignments.give(
            db, group, key=programmes[0].key, due=today + timedelta(days=21), by=leader,
            public_id=randomness.public_id(), on=today, at=at,
        )  # fmt: skip


def _person(db: Session, each: DemoMember, *, at: datetime) -> Actor:
    """Their account; those that are made here have a password that nobody has."""
    found = person_by_email(db, each.email) or opening_account.open_account(
        db,
        email=each.email,
        name=each.name,
        password_hash=_NOBODYS,
        public_id=randomness.public_id(),
        at=at,
        today=at.date(),
    )
    return Actor(found.id, found.public_id, found.name, found.printed_name, frozenset())


def _let_join(db: Session, group: Group, people: dict[DemoMember, Actor], leader: Actor, *, at: datetime) -> None:
    until = at + timedelta(days=14)
    way = joining.make_way(db, group, kind=WayKind.CODE, ends_at=until, most=30, by=leader, on=at.date(), at=at)
    for each, person in people.items():
        joining.accept(
            db, group, person=person, arrival=Arrival(ComesBy.CODE, way_id=way.id), seen_as=each.seen_as,
            version=CURRENT.version, on=at.date(), at=at,
        )  # fmt: skip


def _study(db: Session, each: DemoMember, person: Actor, *, at: datetime) -> None:
    """Finish the first segments of the course, one a day, and begin the one after them."""
    last = at - timedelta(days=each.days_ago)
    segments = studies.first_segments(db, most=each.finished + 1 if each.finished else 0)
    for number, segment in enumerate(segments):
        moment = last - timedelta(days=each.finished - number)
        row = study.begin(db, learner=person, segment=segment, at=moment)
        row.active_seconds = 24 * 60
        db.flush()
        if number < each.finished:
            _finish(db, person, segment, at=moment)


def _finish(db: Session, person: Actor, segment: Segment, *, at: datetime) -> None:
    standing = studies.standing(db, person_id=person.id, segment_id=segment.id)
    if standing is None or not study.complete(db, study=standing, at=at):
        return
    version = catalogue.version(db, standing.revision_id)
    cpd.credit(
        db, learner=person, source=f"segment:{segment.code}", on=at.date(), title=f"{segment.code} {segment.title}",
        planned=catalogue_rules.SEGMENT_MINUTES, active=standing.active_seconds // 60, claimed=None,
        segment_code=segment.code, revision_number=version.number, at=at,
    )  # fmt: skip


def _give_programme(db: Session, group: Group, leader: Actor, *, begun: datetime, at: datetime) -> int | None:
    """A programme of nine segments and a session in the place of the tenth, given to the group; its key."""
    segments = studies.first_segments(db, most=10)
    if len(segments) < 10:
        return None
    items = [GivenItem(each.code, each.title, catalogue_rules.SEGMENT_MINUTES, each.code) for each in segments[:9]]
    items.append(GivenItem(_EVENING, "Two hats, one mentor", 90, segments[9].code, session=True))
    content = GivenContent(
        "My first term as a mentor", "New mentors here, in their first term.", tuple(items), due_weeks=16
    )
    made = given.begin(db, giver=leader, content=content, at=begun, public_id=PROGRAMME_ID)
    given.publish(db, made, by=leader, note="", at=begun)
    given.give_to(db, made, Audience.GROUP, audience_id=group.public_id, new_token=randomness.token())
    assignments.give(
        db, group, key=f"programme:{PROGRAMME_ID}", due=at.date() + timedelta(days=60), by=leader,
        public_id=randomness.public_id(), on=at.date(), at=at,
    )  # fmt: skip
    return made.programme_id


def _meet(
    db: Session,
    group: Group,
    people: dict[DemoMember, Actor],
    leader: Actor,
    *,
    at: datetime,
    fills: int | None,
) -> None:
    """A session a week ago, confirmed, which fills a place in a programme if there is one; and one in a week's time."""
    afternoon = datetime.combine(at.date(), time(14), UTC)
    held = _session(db, group, "Two hats, one mentor", afternoon - timedelta(days=7), leader, at=at, fills=fills)
    _session(db, group, "Giving feedback that is heard", afternoon + timedelta(days=7), leader, at=at)
    there = [person for each, person in people.items() if each.came]
    for person in there:
        meetings.say_here(db, held, person=person, at=held.starts_at + timedelta(minutes=10))
    named = sessions.named_members(db, held)
    attended_session.confirm(
        db, group, held, there=[person.public_id for person in there if person.public_id in named], counted=True,
        by=leader, provider=_PLACE, issuer=_PLACE, on=at.date(), at=held.starts_at + timedelta(hours=2),
    )  # fmt: skip


def _session(
    db: Session, group: Group, title: str, starts_at: datetime, leader: Actor, *, at: datetime, fills: int | None = None
) -> GroupSession:
    facts = meetings.SessionFacts(
        title, starts_at, _ZONE, 90, HeldHow.FACE_TO_FACE, "Library, room 2", "", "Bring a question of your own.",
        "<p>Bring a question of your own.</p>", [], programme_id=fills, item=_EVENING if fills is not None else None,
    )  # fmt: skip
    return meetings.plan(db, group, facts=facts, by=leader, public_id=randomness.public_id(), on=at.date(), at=at)
