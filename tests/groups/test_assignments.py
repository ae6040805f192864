"""What groups give stands beside one's own, with the nearer of two dates; and a week has one nudge over all groups."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as away
from learnmentor.courses.given.models import GivenProgramme, SessionAttended
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from learnmentor.courses.study import services as study
from learnmentor.courses.study.queries import studied
from learnmentor.groups import queries as group_queries
from learnmentor.groups import services as groups
from learnmentor.groups.assignments import queries, services
from learnmentor.groups.assignments.rules import Progress, progress
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.rules import Counted
from learnmentor.groups.models import Group
from learnmentor.stories import attended_session
from tests import factories
from tests.groups.conftest import FACTS, NOW, SENDER, TODAY, College, actor, join, letters, member, row_of, session
from tests.page import Browser
from tests.statements import statements


@pytest.fixture
def course(db: Session) -> None:
    """A unit of five, a programme that follows it, and one that somebody else picked."""
    factories.unit(db, "C1")
    made = Programme(public_id="starter", title="Starter", created_at=NOW, updated_at=NOW)
    db.add(made)
    db.flush()
    for place, key in enumerate(db.scalars(select(Segment.id).order_by(Segment.id))):
        db.add(ProgrammeItem(programme_id=made.id, segment_id=key, position=place))
    db.commit()


def give(db: Session, college: College, key: str, days: int, *, group: Group | None = None) -> None:
    services.give(
        db, group or college.group, key=key, due=TODAY + timedelta(days), by=actor(db, college.ben),
        public_id=f"given{key.replace(':', '')}{(group or college.group).id}", on=TODAY, at=NOW,
    )  # fmt: skip


def finish(db: Session, person: Person, code: str) -> None:
    segment = db.scalars(select(Segment).where(Segment.code == code)).one()
    study.begin(db, learner=actor(db, person), segment=segment, at=NOW).completed_at = NOW
    db.flush()


def second_group(db: Session, college: College) -> Group:
    facts = groups.GroupFacts(**{**vars(FACTS), "title": "Network"})
    return groups.make(
        db, part=college.part, facts=facts, by=actor(db, college.ben), public_id="network", at=NOW, today=TODAY
    )


def home(db: Session, person: Person) -> list[tuple[str, Progress, int]]:
    found = queries.groups_for_home(db, person_id=person.id, on=TODAY, studies=studied(db, person.id)).given
    return [(each.title, progress(each, on=TODAY), (each.by - TODAY).days) for each in found]


@pytest.mark.usefixtures("course")
def test_a_programme_and_a_segment_stand_on_home_with_how_far_one_is(db: Session, college: College) -> None:
    amina = member(db, college)
    give(db, college, "programme:starter", 9)
    give(db, college, "segment:C1-S2", 4)
    finish(db, amina, "C1-S1")
    assert home(db, amina) == [("Segment 2 of C1", Progress.NOT_BEGUN, 4), ("Starter", Progress.UNDER_WAY, 9)]
    given = queries.given_to_member(db, person_id=amina.id, group_id=college.group.id, on=TODAY)
    assert [(each.what, each.done, each.parts) for each in given] == [("C1-S2", 0, 1), ("starter", 1, 5)]


@pytest.mark.usefixtures("course")
def test_two_groups_with_two_dates_are_one_line_with_the_nearer_date(db: Session, college: College) -> None:
    amina, network = member(db, college), second_group(db, college)
    join(db, college, amina, group=network)
    give(db, college, "programme:starter", 9)
    give(db, college, "programme:starter", 3, group=network)
    assert home(db, amina) == [("Starter", Progress.NOT_BEGUN, 3)]
    (line,) = queries.groups_for_home(db, person_id=amina.id, on=TODAY, studies=studied(db, amina.id)).given
    assert [each.group for each in line.given] == ["Network", "Spring mentors"]
    joining.leave(db, network, person=actor(db, amina), at=NOW)
    assert home(db, amina) == [("Starter", Progress.NOT_BEGUN, 9)]


@pytest.mark.usefixtures("course")
def test_giving_again_moves_the_date_and_taking_back_ends_it(db: Session, college: College) -> None:
    amina = member(db, college)
    give(db, college, "segment:C1-S1", 4)
    give(db, college, "segment:C1-S1", 8)
    assert home(db, amina) == [("Segment 1 of C1", Progress.NOT_BEGUN, 8)]
    row = queries.assignment(db, "givensegmentC1-S11", group_id=college.group.id)
    assert row
    services.take_back(db, college.group, row, by=actor(db, college.ben), on=TODAY, at=NOW)
    assert home(db, amina) == []


@pytest.mark.usefixtures("course")
def test_what_others_picked_for_themselves_is_not_given(db: Session, college: College) -> None:
    db.add(Programme(public_id="mine", title="Mine", owner_id=college.ben.id, created_at=NOW, updated_at=NOW))
    db.flush()
    for key in ("programme:mine", "segment:C9-S1", "nonsense"):
        with pytest.raises(services.NothingToGive):
            give(db, college, key, 3)


@pytest.mark.usefixtures("course")
def test_home_says_late_plainly_and_asks_the_database_one_thing_more(app: Flask, db: Session, college: College) -> None:
    amina, network = member(db, college), second_group(db, college)
    db.commit()
    browser = Browser(app).sign_in(amina)
    with statements(app) as before:
        assert "From your groups" not in browser.get("/").words
    join(db, college, amina, group=network)
    give(db, college, "programme:starter", 0)
    give(db, college, "segment:C1-S2", 2)
    give(db, college, "programme:starter", 5, group=network)
    db.commit()
    with statements(app) as after:
        page = browser.get("/")
    assert len(after) == len(before) <= 9
    assert "Starter Not begun" in page.words
    assert "Also Network by 26 November 2026" in page.words


# Nudges


def nudge(db: Session, college: College, person: Person, *, days: int = 0, group: Group | None = None) -> None:
    services.nudge_member(
        db, group or college.group, public_id=row_of(db, person).public_id, by=actor(db, college.ben), sender=SENDER,
        on=TODAY, at=NOW + timedelta(days=days),
    )  # fmt: skip


@pytest.mark.usefixtures("course")
def test_a_nudge_says_who_sent_it_and_how_to_leave_and_a_week_has_one(db: Session, college: College) -> None:
    amina = member(db, college)
    give(db, college, "segment:C1-S1", 4)
    for days in (0, 6):
        nudge(db, college, amina, days=days)
    (letter,) = letters(db, amina.email)
    assert "Ben Okafor, who leads the group “Spring mentors”" in letter.body
    assert "Segment 1 of C1, by 25 November 2026" in letter.body
    assert "/groups/springgroup/joining" in letter.body
    nudge(db, college, amina, days=7)
    assert len(letters(db, amina.email)) == 2


@pytest.mark.usefixtures("course")
def test_a_week_has_one_nudge_over_all_groups(db: Session, college: College) -> None:
    amina, network = member(db, college), second_group(db, college)
    give(db, college, "segment:C1-S1", 4)
    nudge(db, college, amina)
    join(db, college, amina, group=network)
    give(db, college, "segment:C1-S2", 4, group=network)
    nudge(db, college, amina, days=1, group=network)
    assert len(letters(db, amina.email)) == 1


@pytest.mark.usefixtures("course")
def test_nobody_is_nudged_who_is_done_was_given_nothing_or_is_counted_only(db: Session, college: College) -> None:
    amina, chidi = member(db, college), member(db, college, "Chidi Obi", seen_as=Counted.AS_A_COUNT)
    nudge(db, college, amina)
    give(db, college, "segment:C1-S1", 4)
    finish(db, amina, "C1-S1")
    nudge(db, college, amina)
    nudge(db, college, chidi)
    assert letters(db) == []


# Programmes that a trainer gives away

EVENINGS = GivenContent(
    "Evenings", "Anybody.",
    (GivenItem("C1-S1", "One", 30, "C1-S1"), GivenItem("first", "First evening", 90, "C1-S2", session=True)),
)  # fmt: skip


def give_away(
    db: Session,
    college: College,
    public_id: str,
    audience: Audience = Audience.EVERYBODY,
    audience_id: str | None = None,
) -> GivenProgramme:
    """A programme of the leader's, published."""
    made = away.begin(db, giver=actor(db, college.ben), content=EVENINGS, at=NOW, public_id=public_id)
    away.publish(db, made, by=actor(db, college.ben), note="", at=NOW)
    made.audience, made.audience_id = audience, audience_id
    db.flush()
    return made


@pytest.mark.usefixtures("course")
def test_what_is_given_away_to_others_cannot_be_given_to_a_group(db: Session, college: College) -> None:
    give_away(db, college, "all")
    give_away(db, college, "ours", Audience.GROUP, college.group.public_id)
    give_away(db, college, "colleges", Audience.ORGANISATION, college.part.public_id)
    give_away(db, college, "others", Audience.GROUP, "anothergroup")
    give_away(db, college, "linked", Audience.LINK)
    known = group_queries.known_group(db, college.group.id)
    belongs_to = queries.group_belongs_to(db, known)
    offered = {each.key for each in queries.programmes_to_give(db, belongs_to=belongs_to, most=50)}
    assert offered == {"programme:starter", "programme:all", "programme:ours", "programme:colleges"}
    for key in ("programme:others", "programme:linked"):
        with pytest.raises(services.NothingToGive):
            give(db, college, key, 3)


@pytest.mark.usefixtures("course")
def test_a_session_fills_its_place_in_a_programme_that_was_given_away_and_the_segment_stays_undone(
    db: Session, college: College
) -> None:
    amina, ben = member(db, college), actor(db, college.ben)
    programme = give_away(db, college, "evenings")
    give(db, college, "programme:evenings", 9)
    assert [(place.key, place.title) for place in queries.places_to_fill(db, college.group.id)] == [
        ("evenings:first", "Evenings: First evening"),
    ]  # fmt: skip
    assert home(db, amina) == [("Evenings", Progress.NOT_BEGUN, 9)]
    finish(db, amina, "C1-S1")
    assert home(db, amina) == [("Evenings", Progress.UNDER_WAY, 9)]
    met = session(db, college)
    met.programme_id, met.item = programme.programme_id, "first"

    def confirm(*there: str) -> None:
        attended_session.confirm(
            db, college.group, met, there=there, counted=False, by=ben, provider="Northfield College",
            issuer="Northfield College", on=TODAY, at=NOW,
        )  # fmt: skip

    confirm(amina.public_id)
    assert home(db, amina) == [("Evenings", Progress.DONE, 9)]
    assert "C1-S2" not in studied(db, amina.id)
    confirm()
    assert db.scalars(select(SessionAttended)).all() == []
    assert home(db, amina) == [("Evenings", Progress.UNDER_WAY, 9)]
