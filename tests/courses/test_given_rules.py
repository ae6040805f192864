"""What a programme that is given away holds, who may see it, in which order, and what a newer version changed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.rules import RoleName
from learnmentor.courses.given import rules, wording
from learnmentor.courses.given.rules import (
    Audience,
    GivenContent,
    GivenItem,
    Offer,
    OfferReader,
    PublishingFault,
    changes_between,
    in_typed_order,
    may_follow,
    may_give,
    may_look_after_given,
    may_see,
    moved,
    publishing_faults,
)
from learnmentor.courses.programmes.rules import kept_order

GIVER, READER = 1, 2


def segment(code: str) -> GivenItem:
    return GivenItem(code, f"About {code}", 30, code)


def session(key: str = "evening", *, minutes: int = 90, instead: str | None = None) -> GivenItem:
    return GivenItem(key, "An evening", minutes, instead, session=True)


PROGRAMME = GivenContent("First term", "New mentors.", (segment("C1-S1"), segment("C2-S3"), session(instead="C1-S2")))
OFFERED = {"C1-S1", "C1-S2", "C2-S3"}


def offer(
    audience: Audience, audience_id: str | None = None, *, published: bool = True, withdrawn: bool = False
) -> Offer:
    return Offer(GIVER, audience, audience_id, published=published, withdrawn=withdrawn)


@pytest.mark.parametrize(
    ("what", "reader", "sees"),
    [
        (offer(Audience.EVERYBODY), OfferReader(READER), True),
        (offer(Audience.LINK), OfferReader(READER), False),
        (offer(Audience.LINK), OfferReader(READER, holds_link=True), True),
        (offer(Audience.GROUP, "g1"), OfferReader(READER), False),
        (offer(Audience.GROUP, "g1"), OfferReader(READER, belongs_to=frozenset({"g2"})), False),
        (offer(Audience.GROUP, "g1"), OfferReader(READER, belongs_to=frozenset({"g1"})), True),
        (offer(Audience.ORGANISATION, "o1"), OfferReader(READER, belongs_to=frozenset({"o1"})), True),
        (offer(Audience.GROUP, "g1"), OfferReader(READER, holds_link=True), False),  # a link of before
        (offer(Audience.EVERYBODY, published=False), OfferReader(READER), False),
        (offer(Audience.EVERYBODY, published=False), OfferReader(GIVER), False),  # there is nothing to read yet
        (offer(Audience.LINK), OfferReader(GIVER), True),
    ],
)
def test_a_programme_is_seen_and_begun_by_whom_it_is_for(what: Offer, reader: OfferReader, sees: bool) -> None:
    assert may_see(what, reader) == may_follow(what, reader) == sees


@pytest.mark.parametrize("audience", [Audience.EVERYBODY, Audience.LINK])
def test_a_withdrawn_one_is_begun_by_nobody_and_read_by_those_under_way(audience: Audience) -> None:
    gone = offer(audience, withdrawn=True)
    for reader in (OfferReader(READER, holds_link=True), OfferReader(READER, follows=True), OfferReader(GIVER)):
        assert not may_follow(gone, reader)
        assert may_see(gone, reader) == (reader.follows or reader.id == GIVER)


def test_trainers_and_coordinators_give_and_each_looks_after_their_own() -> None:
    assert {role for role in RoleName if may_give(frozenset({role}))} == {RoleName.TRAINER, RoleName.COORDINATOR}
    assert may_look_after_given(actor_id=GIVER, giver_id=GIVER)
    assert not may_look_after_given(actor_id=READER, giver_id=GIVER)
    assert not may_look_after_given(actor_id=READER, giver_id=None)


def test_hours_are_those_of_segments_and_of_sessions() -> None:
    assert (PROGRAMME.segment_minutes, PROGRAMME.session_minutes, PROGRAMME.minutes) == (60, 90, 150)
    assert PROGRAMME.segments == ("C1-S1", "C2-S3")  # the session's is not to be studied
    assert PROGRAMME.named_segments == ("C1-S1", "C2-S3", "C1-S2")
    assert wording.hours_said(PROGRAMME) == "1 h in 2 segments and 1 h 30 min in 1 session"


def test_a_date_is_a_day_or_so_many_weeks_after_beginning() -> None:
    begun = date(2026, 11, 21)
    assert PROGRAMME.due(begun) is None
    assert replace(PROGRAMME, due_on=date(2027, 1, 31)).due(begun) == date(2027, 1, 31)
    assert replace(PROGRAMME, due_weeks=2).due(begun) == date(2026, 12, 5)


def test_what_is_kept_is_what_is_read() -> None:
    for content in (PROGRAMME, replace(PROGRAMME, due_on=date(2027, 1, 31)), GivenContent("", "")):
        assert rules.content_from(rules.as_data(content)) == content


FIVE = tuple(segment(f"C1-S{n}") for n in range(1, 6))


def order(*items: GivenItem) -> str:
    return "".join(item.key[-1] for item in items)


@pytest.mark.parametrize(
    ("typed", "then"),
    [({}, "12345"), ({"C1-S5": 1}, "51234"), ({"C1-S1": 5}, "23451"), ({"C1-S2": 4}, "13425"), ({"C1-S4": 2}, "14235"),
     ({"C1-S1": 99}, "23451"), ({"C1-S5": 1, "C1-S4": 1}, "45123")],
)  # fmt: skip
def test_a_typed_number_is_the_place_that_one_gets(typed: dict[str, float], then: str) -> None:
    numbers = {item.key: float(place) for place, item in enumerate(FIVE, 1)}  # the page sends all of them
    assert order(*in_typed_order(FIVE, numbers | typed)) == then


@given(st.dictionaries(st.sampled_from([item.key for item in FIVE]), st.integers(0, 99)))
def test_typed_numbers_lose_and_double_nothing(typed: dict[str, float]) -> None:
    assert sorted(order(*in_typed_order(FIVE, typed))) == list("12345")


@pytest.mark.parametrize(
    ("key", "by", "then"),
    [
        ("C1-S3", -1, "13245"),
        ("C1-S3", 1, "12435"),
        ("C1-S1", -1, "12345"),
        ("C1-S5", 1, "12345"),
        ("C9-S9", 1, "12345"),
    ],
)
def test_a_button_moves_a_place_by_one_and_stops_at_the_ends(key: str, by: int, then: str) -> None:
    assert order(*moved(FIVE, key, by=by)) == then


def faults_of(content: GivenContent, *, before: GivenContent | None = None, versions: int = 0) -> list[PublishingFault]:
    found = publishing_faults(content, before=before, versions=versions, offered=OFFERED)
    assert all(wording.fault_said(each) for each in found)
    return [each.fault for each in found]


def with_items(*items: GivenItem) -> GivenContent:
    return replace(PROGRAMME, items=items)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (replace(PROGRAMME, title=""), PublishingFault.NO_TITLE),
        (replace(PROGRAMME, for_whom=""), PublishingFault.NOBODY),
        (with_items(), PublishingFault.EMPTY),
        (with_items(segment("C1-S2"), session(instead="C1-S2")), PublishingFault.SEGMENT_TWICE),
        (with_items(segment("C9-S1")), PublishingFault.SEGMENT_GONE),
        (with_items(session(minutes=29, instead="C1-S2")), PublishingFault.SHORT_SESSION),
    ],
)
def test_what_is_not_fit_says_why(content: GivenContent, fault: PublishingFault) -> None:
    assert faults_of(content) == [fault]


def test_what_is_fit_can_be_published_until_nothing_changes_or_there_are_enough() -> None:
    assert faults_of(PROGRAMME) == []
    assert faults_of(with_items(session(minutes=5))) == []  # of no segment, it may be short
    assert faults_of(PROGRAMME, before=PROGRAMME, versions=1) == [PublishingFault.UNCHANGED]
    newer = replace(PROGRAMME, title="Second term")
    assert faults_of(newer, before=PROGRAMME, versions=rules.MAX_VERSIONS) == [PublishingFault.ENOUGH_VERSIONS]


def test_a_newer_version_says_what_it_changed() -> None:
    now = GivenContent(
        "First term", "New mentors.", (segment("C2-S3"), segment("C1-S1"), session(minutes=60), segment("C3-S1")),
        due_weeks=6,
    )  # fmt: skip
    before = replace(PROGRAMME, items=(*PROGRAMME.items, segment("C1-S4")))
    assert wording.changes_said(changes_between(before, now), now) == [
        "New: C3-S1 About C3-S1", "No longer in it: C1-S4 About C1-S4", "Changed: the session “An evening”",
        "The order is another", "To be finished: within 6 weeks of beginning",
    ]  # fmt: skip
    assert wording.changes_said(changes_between(now, now), now) == []


def test_a_segment_that_is_only_called_otherwise_has_not_changed() -> None:
    renamed = rules.with_titles(PROGRAMME, {"C1-S1": "Another title"})
    assert renamed.items[0].title == "Another title"
    assert wording.changes_said(changes_between(PROGRAMME, renamed), renamed) == []


def test_a_pick_follows_the_catalogue_and_a_list_in_an_order_of_its_own_keeps_it() -> None:
    catalogue = ["a", "b", "c", "d"]
    assert kept_order(["a", "c"], ["a", "b", "c"], catalogue=catalogue) == ["a", "b", "c"]
    assert kept_order(["c", "a"], ["a", "b", "c"], catalogue=catalogue) == ["c", "a", "b"]
    assert kept_order(["c", "d", "a"], ["a", "d"], catalogue=catalogue) == ["d", "a"]
    assert kept_order([], ["a", "b"], catalogue=catalogue) == ["a", "b"]
