"""LearnMentor promises that a session counts once, when its leader has confirmed it: a code alone proves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.rules import Basis, LineKind
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.rules import Counted
from learnmentor.groups.sessions import queries, services
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import HeldHow, Was
from learnmentor.groups.sessions.services import SessionFacts
from learnmentor.jobs.models import Job
from learnmentor.stories import attended_session
from tests.groups.conftest import NOW, SENDER, TODAY, College, actor, insider, letters, member, session


def confirm(
    db: Session, college: College, found: GroupSession, *there: Person, counted: bool = False
) -> attended_session.Confirmed:
    return attended_session.confirm(
        db, college.group, found, there=[person.public_id for person in there], counted=counted,
        by=actor(db, college.ben), provider="Northfield College", issuer="Northfield College", on=TODAY, at=NOW,
    )  # fmt: skip


def lines(db: Session, person: Person) -> list[CpdEntry]:
    return list(db.scalars(select(CpdEntry).where(CpdEntry.person_id == person.id).order_by(CpdEntry.sequence)))


def test_whoever_was_there_gets_one_line_on_the_basis_attended_with_the_leaders_name(
    db: Session, college: College
) -> None:
    amina, found = member(db, college), session(db, college)
    assert confirm(db, college, found, amina).credited == 1
    assert confirm(db, college, found, amina) == attended_session.Confirmed(0, 0, 0)
    (line,) = lines(db, amina)
    assert (line.basis, line.kind, line.attended_minutes) == (Basis.ATTENDED, LineKind.SESSION, 90)
    assert (line.confirmed_by, line.title) == ("Ben Okafor", "Listening (Spring mentors)")
    assert (found.confirmed_by, line.on) == ("Ben Okafor", TODAY)


def test_a_code_alone_proves_nothing(db: Session, college: College) -> None:
    amina, found = member(db, college), session(db, college)
    services.say_here(db, found, person=actor(db, amina), at=NOW)
    assert lines(db, amina) == []
    assert [(each.name, each.state) for each in queries.attendance(db, found)] == [("Amina Yusuf", Was.WAITING)]
    confirm(db, college, found)
    assert lines(db, amina) == []


def test_a_code_is_good_around_the_session_and_for_members(db: Session, college: College) -> None:
    amina, stranger = member(db, college), insider(db, college, "Chidi Obi")
    found = session(db, college)
    with pytest.raises(services.NotAMember):
        services.say_here(db, found, person=actor(db, stranger), at=NOW)
    with pytest.raises(services.CodeOver):
        services.say_here(db, found, person=actor(db, amina), at=NOW + timedelta(hours=9))
    confirm(db, college, found)
    with pytest.raises(services.CodeOver):
        services.say_here(db, found, person=actor(db, amina), at=NOW)


def test_what_is_taken_back_is_withdrawn_by_a_line_and_can_be_confirmed_again(db: Session, college: College) -> None:
    amina, found = member(db, college), session(db, college)
    confirm(db, college, found, amina)
    assert confirm(db, college, found).taken_back == 1
    assert [line.kind for line in lines(db, amina)] == [LineKind.SESSION, LineKind.WITHDRAWAL]
    assert confirm(db, college, found, amina).credited == 1
    assert [line.kind for line in lines(db, amina)][-1] == LineKind.SESSION


def test_whoever_is_counted_only_is_confirmed_without_a_name_and_nobody_finds_them_by_an_address(
    db: Session, college: College
) -> None:
    amina = member(db, college, seen_as=Counted.AS_A_COUNT)
    found, ben = session(db, college), actor(db, college.ben)
    for email in (amina.email, "nobody@example.org"):
        services.add(db, college.group, found, email=email, by=ben, on=TODAY, at=NOW)
    assert queries.attendance(db, found) == []
    confirm(db, college, found)
    assert lines(db, amina) == []
    confirm(db, college, found, counted=True)
    assert len(lines(db, amina)) == 1


def test_whoever_left_is_not_on_the_list_and_is_not_credited(db: Session, college: College) -> None:
    amina, found = member(db, college), session(db, college)
    services.say_here(db, found, person=actor(db, amina), at=NOW)
    joining.leave(db, college.group, person=actor(db, amina), at=NOW)
    assert queries.attendance(db, found) == []
    confirm(db, college, found, amina, counted=True)
    assert lines(db, amina) == []


def test_a_session_that_has_not_begun_is_confirmed_for_nobody(db: Session, college: College) -> None:
    amina, found = member(db, college), session(db, college, starts_at=NOW + timedelta(minutes=1))
    with pytest.raises(services.SessionNotBegun):
        confirm(db, college, found, amina)


def test_a_full_day_takes_no_line_and_the_others_get_theirs(db: Session, college: College) -> None:
    amina, chidi = member(db, college), member(db, college, "Chidi Obi")
    for title in ("First", "Second"):
        confirm(db, college, session(db, college, minutes=720, title=title, starts_at=NOW - timedelta(hours=9)), amina)
    outcome = confirm(db, college, session(db, college, minutes=60), amina, chidi)
    assert (outcome.credited, outcome.without_line) == (1, 1)


# Letters


def moved_to(found: GroupSession, **more: Any) -> SessionFacts:
    facts: dict[str, Any] = {
        "title": found.title, "starts_at": found.starts_at, "zone": found.zone, "minutes": found.minutes,
        "held_how": HeldHow.FACE_TO_FACE, "place": found.place, "address": "", "materials": "", "materials_html": "",
        "links": [],
    }  # fmt: skip
    return SessionFacts(**{**facts, **more})


def test_members_are_reminded_the_day_before_and_once(db: Session, college: College) -> None:
    amina, found = member(db, college), session(db, college, starts_at=NOW + timedelta(hours=30))
    assert queries.reminders_due(db, at=NOW) == []
    later = NOW + timedelta(hours=7)
    assert queries.reminders_due(db, at=later) == [found.id]
    assert services.remind(db, found.id, sender=SENDER, at=later) == 1
    assert services.remind(db, found.id, sender=SENDER, at=later) == 0
    (letter,) = letters(db, amina.email)
    assert "Sunday 22 November 2026 at 16:00 (Europe/London), 1 h 30 min" in letter.body
    assert "Room 4" in letter.body
    assert letter.worth_until == found.when.ends_at


def test_members_are_told_once_of_a_move_and_once_of_a_cancellation(db: Session, college: College) -> None:
    amina, ben = member(db, college), actor(db, college.ben)
    found = session(db, college, starts_at=NOW + timedelta(days=5))
    same = moved_to(found, title="Listening well")
    assert not services.change(db, college.group, found, facts=same, by=ben, on=TODAY, at=NOW)
    later = moved_to(found, starts_at=NOW + timedelta(days=6))
    assert services.change(db, college.group, found, facts=later, by=ben, on=TODAY, at=NOW)
    assert db.scalar(select(func.count()).select_from(Job).where(Job.kind == services.TELL)) == 1
    assert [services.tell_news(db, found.id, sender=SENDER, at=NOW) for _ in range(2)] == [1, 0]
    services.cancel(db, college.group, found, by=ben, on=TODAY, at=NOW)
    services.cancel(db, college.group, found, by=ben, on=TODAY, at=NOW)
    assert [services.tell_news(db, found.id, sender=SENDER, at=NOW) for _ in range(2)] == [1, 0]
    assert [letter.subject for letter in letters(db, amina.email)] == [
        "Changed: Listening well", "Cancelled: Listening well",
    ]  # fmt: skip
    assert queries.reminders_due(db, at=NOW + timedelta(days=5, hours=12)) == []


def test_a_session_that_was_moved_away_is_reminded_of_again(db: Session, college: College) -> None:
    member(db, college)
    found = session(db, college, starts_at=NOW + timedelta(hours=20))
    services.remind(db, found.id, sender=SENDER, at=NOW)
    away = moved_to(found, starts_at=NOW + timedelta(days=9))
    services.change(db, college.group, found, facts=away, by=actor(db, college.ben), on=TODAY, at=NOW)
    assert services.remind(db, found.id, sender=SENDER, at=NOW + timedelta(days=8, hours=1)) == 1


def test_what_was_confirmed_is_neither_moved_nor_cancelled(db: Session, college: College) -> None:
    amina, found, ben = member(db, college), session(db, college), actor(db, college.ben)
    confirm(db, college, found, amina)
    with pytest.raises(services.SessionStands):
        services.change(db, college.group, found, facts=moved_to(found, minutes=600), by=ben, on=TODAY, at=NOW)
    with pytest.raises(services.SessionStands):
        services.cancel(db, college.group, found, by=ben, on=TODAY, at=NOW)
