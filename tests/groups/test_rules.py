"""Rules of groups: who leads and may, who comes in and who waits, codes, addresses, times, dates and nudges."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground.calendars.calendar_file import calendar_file
from learnmentor.ground.calendars.entries import CalendarEntry
from learnmentor.ground.typed.clock_time import NoTime, time_from
from learnmentor.ground.typed.links import BadAddress, link_address
from learnmentor.ground.zones import NoSuchTime, moment, shown_twice
from learnmentor.groups import rules
from learnmentor.groups.assignments.rules import (
    Given,
    GivenBy,
    Progress,
    for_home,
    may_nudge,
    merged,
    progress,
)
from learnmentor.groups.joining import lists
from learnmentor.groups.joining import rules as joining
from learnmentor.groups.joining.lists import ListFault, PersonFound
from learnmentor.groups.joining.rules import Stands, WayFault, WayIn
from learnmentor.groups.joining.terms import CURRENT, TERMS
from learnmentor.groups.rules import GroupPlace, Leading
from learnmentor.groups.sessions import rules as sessions
from learnmentor.groups.sessions.material_links import links_in
from learnmentor.groups.sessions.rules import SessionTime
from learnmentor.organisations.rules import Span

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    path: str


def actor(*scopes: tuple[RoleName, str], everywhere: tuple[RoleName, ...] = ()) -> Actor:
    return Actor(7, "p7", "Ben", "Ben", frozenset({*everywhere, *(role for role, _ in scopes)}), frozenset(scopes))


# Who leads and who may


def test_a_coordinator_makes_groups_from_their_part_down_and_nowhere_else() -> None:
    of_five = actor((RoleName.COORDINATOR, "1/5/"))
    assert rules.may_make(of_five, Place("1/5/9/"), belongs=False)
    assert not rules.may_make(of_five, Place("1/"), belongs=True)
    assert not rules.may_make(of_five, Place("1/55/"), belongs=True)


def test_a_trainer_makes_groups_where_they_belong_or_where_their_role_is() -> None:
    everywhere, here = actor(everywhere=(RoleName.TRAINER,)), actor((RoleName.TRAINER, "1/5/"))
    assert rules.may_make(everywhere, Place("1/5/"), belongs=True)
    assert not rules.may_make(everywhere, Place("2/"), belongs=False)
    assert rules.may_make(here, Place("1/5/9/"), belongs=True)
    assert not rules.may_make(here, Place("1/"), belongs=True)


def test_a_learner_makes_no_group() -> None:
    assert not rules.may_begin_groups(actor())
    assert not rules.may_make(actor(), Place("1/"), belongs=True)


def test_a_leader_of_another_day_is_none() -> None:
    lead = [Leading(7, Span(date(2026, 1, 1), date(2026, 11, 20)))]
    assert not rules.leads(lead, 7, on=TODAY)
    assert rules.leads(lead, 7, on=date(2026, 11, 20))
    assert not rules.may_look_after(actor(), Place("1/"), lead, on=TODAY)


def test_the_last_leader_cannot_go_even_for_one_who_will_go_too() -> None:
    ben, guest = Leading(7, Span(TODAY)), Leading(8, Span(TODAY, TODAY + timedelta(30)))
    to_come = Leading(9, Span(TODAY + timedelta(1)))
    assert not rules.may_go([ben], 7, on=TODAY)
    assert not rules.may_go([ben, guest, to_come], 7, on=TODAY)
    assert rules.may_go([ben, guest], 8, on=TODAY)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=6))
def test_whoever_may_go_leaves_somebody_who_stays(rows: list[tuple[int, int, int | None]]) -> None:
    lead = [
        Leading(
            person, Span(TODAY + timedelta(first - 5), None if last is None else TODAY + timedelta(first - 5 + last))
        )
        for person, first, last in rows
    ]
    for person in range(1, 5):
        if rules.may_go(lead, person, on=TODAY):
            rest = [each for each in lead if each.person_id != person]
            assert any(rules.leads(rest, other, on=TODAY + timedelta(400)) for other in range(1, 5))


def test_a_group_is_open_to_its_last_day_unless_it_was_closed() -> None:
    place = GroupPlace("1/", TODAY, TODAY, None)
    assert place.open_on(TODAY)
    assert not place.open_on(TODAY + timedelta(1))
    assert not GroupPlace("1/", TODAY, None, TODAY).open_on(TODAY)


# Joining


def test_whoever_belongs_or_was_asked_for_is_in_and_a_stranger_waits() -> None:
    assert joining.stands_after_accepting(belongs=True, asked_for=False) == Stands.ACCEPTED
    assert joining.stands_after_accepting(belongs=False, asked_for=True) == Stands.ACCEPTED
    assert joining.stands_after_accepting(belongs=False, asked_for=False) == Stands.WAITING


def test_a_code_has_no_two_signs_that_are_taken_for_one_another() -> None:
    taken_for = ["0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV", "MN", "BCDEGPTVZ3", "59"]
    for alike in taken_for:
        assert len(set(alike) & set(joining.CODE_LETTERS)) <= 1, alike
    assert len(set(joining.CODE_LETTERS)) ** joining.CODE_LENGTH > 10**8


def test_a_code_is_read_as_people_type_it() -> None:
    assert joining.typed_code(" fhk-2346 ") == "FHK2346"
    assert joining.spoken("FHK2346") == "FHK 2346"
    assert joining.could_be_code("FHK2346")
    assert not joining.could_be_code("FHK234O")
    assert not joining.could_be_code("FHK234")


def test_a_way_in_ends_is_withdrawn_and_is_used_up() -> None:
    way = WayIn(NOW, 3, withdrawn=False, came=2)
    assert way.fault(at=NOW - timedelta(seconds=1)) is None
    assert way.fault(at=NOW) == WayFault.OVER
    assert WayIn(NOW, 3, withdrawn=True, came=0).fault(at=NOW - timedelta(1)) == WayFault.WITHDRAWN
    assert WayIn(NOW, 3, withdrawn=False, came=3).fault(at=NOW - timedelta(1)) == WayFault.FULL


@given(st.integers(0, 500))
def test_no_count_of_one_to_four_is_said(count: int) -> None:
    said = joining.counted_in_words(count)
    assert (said is None) is (count < 5)
    assert said is None or (int(said) % 5 == 0 and int(said) >= 5)


def test_every_version_of_the_text_says_what_nobody_ever_sees() -> None:
    for number, terms in TERMS.items():
        assert terms.version == number
        said = " ".join(terms.never)
        assert all(word in said for word in ("reflections", "answers", "notes"))
    assert max(TERMS) == CURRENT.version


# Lists

KNOWN = [
    PersonFound(1, "amina@example.org", ("Amina Yusuf",)),
    PersonFound(2, "chidi1@example.org", ("Chidi Obi",)),
    PersonFound(3, "chidi2@example.org", ("Chidi Obi",)),
]


def test_a_list_is_read_as_people_paste_it() -> None:
    read = lists.matched(
        lists.read(
            "Amina Yusuf <AMINA@example.org>;\r\n\r\n  amina yusuf\nnew@example.org,\n\ufeffmailto:other@example.org"
        ),
        KNOWN,
    )
    assert read.people == (1,)
    assert read.addresses == ("new@example.org", "other@example.org")
    assert read.slips == ()


def test_each_slip_has_its_line_and_what_is_wrong() -> None:
    read = lists.matched(lists.read("Nobody Here\nChidi Obi\nno@address\namina@"), KNOWN)
    assert [(slip.line, slip.fault) for slip in read.slips] == [
        (1, ListFault.UNKNOWN_NAME), (2, ListFault.SEVERAL), (3, ListFault.NO_ADDRESS), (4, ListFault.NO_ADDRESS),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "email\namina@example.org\nnew@example.org\n",
        "Name;E-mail;Part\nAmina;AMINA@example.org;Maths\nNew;new@example.org;\n",
        '\ufeff"name","Email address"\n"Yusuf, Amina","amina@example.org"\n"New","new@example.org"\n',
        "sep=;\nname;email\nAmina;amina@example.org\nNew;new@example.org\n",
        "name\temail\nAmina\tamina@example.org\nNew\tnew@example.org\n",
    ],
)
def test_a_table_is_read_by_its_column_of_addresses(table: str) -> None:
    read = lists.matched(lists.read(table), KNOWN)
    assert (read.people, read.addresses, read.slips) == ((1,), ("new@example.org",), ())


def test_a_row_without_an_address_is_named_by_its_line() -> None:
    read = lists.matched(lists.read("name,email\nAmina,amina@example.org\nNew,\n"), KNOWN)
    assert [(slip.line, slip.fault) for slip in read.slips] == [(3, ListFault.NO_ADDRESS)]


def test_a_list_that_is_too_long_says_how_long_it_is() -> None:
    with pytest.raises(lists.TooManyLines) as refused:
        lists.read("\n".join(f"p{n}@example.org" for n in range(501)))
    assert refused.value.lines == 501


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_read(text: str) -> None:
    lists.matched(lists.read(text), KNOWN)


# Sessions


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("14:30", time(14, 30)), ("14.30", time(14, 30)), ("2 pm", time(14)), ("2:30pm", time(14, 30)), ("9", time(9)),
     ("12 am", time(0)), ("12pm", time(12)), ("noon", time(12)), ("0930", time(9, 30)), ("14:30:00", time(14, 30))],
)  # fmt: skip
def test_a_time_of_day_is_read_as_people_type_it(typed: str, expected: time) -> None:
    assert time_from(typed) == expected


@pytest.mark.parametrize("typed", ["", "25:00", "14:60", "13 pm", "half past two", "-1", "14:3"])
def test_what_is_no_time_of_day_says_so(typed: str) -> None:
    with pytest.raises(NoTime, match="14:30"):
        time_from(typed)


@pytest.mark.parametrize(
    "address",
    ["http://meet.example.org/a", "javascript:alert(1)", "https://", "https://localhost/x",
     "//meet.example.org",
     "https://user@meet.example.org", "https://meet.example.org/a b", "https://meet..example.org", "meet.example.org",
     "https://meet.example.org:99999/", "data:text/html,x", "https://[::1", "https://meet.example.org\\@evil.example"],
)  # fmt: skip
def test_an_address_that_nobody_should_be_led_to_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        link_address(address)


def test_an_address_of_an_online_room_is_kept_as_it_was_typed() -> None:
    assert link_address(" https://meet.example.ac.uk/r/a?b=c#d ") == "https://meet.example.ac.uk/r/a?b=c#d"


def test_links_say_the_line_that_is_wrong() -> None:
    found = links_in("https://a.example.org The slides\n\nhttps://b.example.org")
    assert [(link.href, link.words) for link in found] == [
        ("https://a.example.org", "The slides"), ("https://b.example.org", "https://b.example.org"),
    ]  # fmt: skip
    with pytest.raises(BadAddress, match=r"^Line 2: "):
        links_in("https://a.example.org x\nftp://b.example.org")


def test_a_time_that_the_clocks_leave_out_is_refused_and_one_shown_twice_is_the_first() -> None:
    with pytest.raises(NoSuchTime):
        moment(date(2027, 3, 28), time(1, 30), "Europe/London")
    twice = moment(date(2026, 10, 25), time(1, 30), "Europe/London")
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert shown_twice(date(2026, 10, 25), time(1, 30), "Europe/London")
    assert not shown_twice(date(2026, 10, 25), time(2), "Europe/London")
    assert moment(date(2027, 7, 1), time(14), "Europe/London").hour == 13


SESSION = SessionTime(NOW, 90, cancelled=False, confirmed=False)


def test_the_code_of_a_session_works_around_it_and_not_after_it_was_confirmed() -> None:
    assert SESSION.shows_code(at=NOW - timedelta(minutes=30))
    assert not SESSION.shows_code(at=NOW - timedelta(minutes=31))
    assert SESSION.shows_code(at=NOW + timedelta(minutes=90, hours=3))
    assert not SESSION.shows_code(at=NOW + timedelta(minutes=91, hours=3))
    assert not SessionTime(NOW, 90, cancelled=False, confirmed=True).shows_code(at=NOW)
    assert not SessionTime(NOW, 90, cancelled=True, confirmed=False).shows_code(at=NOW)


def test_nobody_was_at_a_session_that_has_not_begun_or_was_cancelled() -> None:
    assert sessions.may_confirm(SESSION, at=NOW)
    assert not sessions.may_confirm(SESSION, at=NOW - timedelta(seconds=1))
    assert not sessions.may_confirm(SessionTime(NOW, 90, cancelled=True, confirmed=False), at=NOW)


def test_a_reminder_is_due_in_the_day_before_and_not_twice() -> None:
    assert sessions.reminder_due(SESSION, reminded=False, at=NOW - timedelta(days=1))
    assert not sessions.reminder_due(SESSION, reminded=False, at=NOW - timedelta(days=1, seconds=1))
    assert not sessions.reminder_due(SESSION, reminded=True, at=NOW - timedelta(hours=1))
    assert not sessions.reminder_due(SESSION, reminded=False, at=NOW)


def test_a_calendar_file_is_the_same_for_the_same_session_and_says_when_it_is_cancelled() -> None:
    entry = CalendarEntry(
        uid="abc@localhost", title="Listening; with, commas (Spring)", starts_at=NOW, minutes=90,
        where="Room 4\nsecond floor", page="https://learn.example.org/x", changes=2, cancelled=False, made_at=NOW,
    )  # fmt: skip
    text = calendar_file(entry).decode()
    assert calendar_file(entry) == text.encode()
    lines = text.split("\r\n")
    assert {"BEGIN:VCALENDAR", "DTSTART:20261121T100000Z", "DTEND:20261121T113000Z", "SEQUENCE:2",
            "STATUS:CONFIRMED", "LOCATION:Room 4\\nsecond floor"} <= set(lines)  # fmt: skip
    assert all(len(line.encode()) <= 75 for line in lines)
    cancelled = calendar_file(CalendarEntry(**{**vars(entry), "cancelled": True})).decode()
    assert "METHOD:CANCEL" in cancelled
    assert "STATUS:CANCELLED" in cancelled


# Assignments


def thing(what: str, by: date, *, done: int = 0, begun: int = 0, parts: int = 5, group: str = "Spring") -> Given:
    return Given(True, what, what.title(), parts, done, begun, (GivenBy(group, group.lower(), by),))


def test_two_groups_with_two_dates_for_one_thing_are_one_line_with_the_nearer_date_and_both_names() -> None:
    later, nearer = thing("starter", TODAY + timedelta(9)), thing("starter", TODAY + timedelta(2), group="Network")
    found = merged([later, thing("other", TODAY + timedelta(5)), nearer])
    assert [(each.what, each.by) for each in found] == [
        ("starter", TODAY + timedelta(2)), ("other", TODAY + timedelta(5)),
    ]  # fmt: skip
    assert [each.group for each in found[0].given] == ["Network", "Spring"]


def test_how_far_somebody_is_is_said_plainly() -> None:
    assert progress(thing("a", TODAY), on=TODAY) == Progress.NOT_BEGUN
    assert progress(thing("a", TODAY, begun=1), on=TODAY) == Progress.UNDER_WAY
    assert progress(thing("a", TODAY, done=1), on=TODAY + timedelta(1)) == Progress.LATE
    assert progress(thing("a", TODAY, done=5), on=TODAY + timedelta(1)) == Progress.DONE


def test_what_is_done_leaves_home_after_its_date() -> None:
    done, late = thing("a", TODAY, done=5), thing("b", TODAY - timedelta(3))
    assert [each.what for each in for_home([done, late], on=TODAY)] == ["b", "a"]
    assert [each.what for each in for_home([done, late], on=TODAY + timedelta(1))] == ["b"]


def test_a_week_has_one_nudge() -> None:
    assert may_nudge(None, at=NOW)
    assert not may_nudge(NOW - timedelta(days=6, hours=23), at=NOW)
    assert may_nudge(NOW - timedelta(days=7), at=NOW)
