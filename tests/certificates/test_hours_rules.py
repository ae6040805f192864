"""Certificates of hours: ten places or more, all of the programme done, and nothing counted twice."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from learnmentor.certificates.hours import wording
from learnmentor.certificates.hours.rules import LEAST_PLACES, Filled, ProgrammePlace, hours_due

SEGMENTS = [f"S{number}" for number in range(24)]
SESSIONS = [f"1 k{number}" for number in range(4)]
Programme = tuple[ProgrammePlace, ...]


def programme(*codes: str) -> Programme:
    return tuple(ProgrammePlace(segment=code) for code in codes)


TEN = programme(*SEGMENTS[:10])


def due(
    places: Programme, *, finished: Sequence[str], attended: Sequence[str] = (), counted: Sequence[str] = ()
) -> tuple[Filled, ...]:
    return hours_due(places, finished=set(finished), attended=set(attended), counted=set(counted))


def test_ten_finished_segments_earn_one_and_nine_do_not() -> None:
    assert [each.place for each in due(TEN, finished=SEGMENTS)] == list(TEN)
    assert due(TEN[:9], finished=SEGMENTS) == ()


def test_all_of_the_programme_is_done_first() -> None:
    assert due(programme(*SEGMENTS[:12]), finished=SEGMENTS[:11]) == ()
    assert len(due(programme(*SEGMENTS[:12]), finished=SEGMENTS[:12])) == 12
    assert due((), finished=SEGMENTS) == ()


def test_what_counted_before_counts_no_more() -> None:
    assert due(TEN, finished=SEGMENTS, counted=["S0"]) == ()
    twelve = due(programme(*SEGMENTS[:12]), finished=SEGMENTS, counted=["S0", "S1"])
    assert [each.place.segment for each in twelve] == SEGMENTS[2:12]


def test_a_session_fills_the_place_of_a_segment_that_stays_undone() -> None:
    mixed = (*TEN[:9], ProgrammePlace("S9", SESSIONS[0]))
    assert due(mixed, finished=SEGMENTS[:9]) == ()
    last = due(mixed, finished=SEGMENTS[:9], attended=SESSIONS[:1])[-1]
    assert (last.by_session, last.uses) == (True, {"S9", f"session {SESSIONS[0]}"})
    studied = due(mixed, finished=SEGMENTS[:10], attended=SESSIONS[:1])[-1]  # who did both: the segment counts
    assert (studied.by_session, studied.uses) == (False, {"S9"})


def test_a_session_of_no_segment_has_to_be_attended_and_makes_no_tenth() -> None:
    alone = ProgrammePlace(session=SESSIONS[0])
    assert due((*TEN, alone), finished=SEGMENTS) == ()
    assert len(due((*TEN, alone), finished=SEGMENTS, attended=SESSIONS)) == 11
    assert due((*TEN[:9], alone), finished=SEGMENTS, attended=SESSIONS) == ()


def places() -> st.SearchStrategy[ProgrammePlace]:
    segments, sessions = st.sampled_from(SEGMENTS), st.sampled_from(SESSIONS)
    return st.one_of(
        st.builds(ProgrammePlace, segment=segments),
        st.builds(ProgrammePlace, segment=segments, session=sessions),
        st.builds(ProgrammePlace, session=sessions),
    )


def alike(place: ProgrammePlace) -> object:
    return place.segment or place.session


def programmes() -> st.SearchStrategy[Programme]:
    """With programmes long enough among them that a certificate comes into question."""
    some = st.lists(places(), min_size=1, max_size=16, unique_by=alike).map(tuple)
    many = st.integers(0, 12).map(lambda first: programme(*SEGMENTS[first : first + 12]))
    return st.one_of(some, many)


def story(series: Sequence[Programme], events: Sequence[str]) -> list[tuple[Filled, ...]]:
    """What is issued while somebody finishes segments and attends sessions in that order, programme by programme."""
    finished, attended, counted = set[str](), set[str](), set[str]()
    issued = []
    for event in events:
        (finished if event in SEGMENTS else attended).add(event)
        for each in series:
            if new := hours_due(each, finished=finished, attended=attended, counted=counted):
                issued.append(new)
                counted |= {what for one in new for what in one.uses}
    return issued


EVENTS = [*SEGMENTS, *SESSIONS]


@given(st.lists(programmes(), max_size=5), st.permutations(EVENTS), st.integers(0, len(EVENTS)))
def test_learnmentor_promises_that_no_segment_counts_in_two_certificates_of_hours(
    series: list[Programme], events: list[str], stops: int
) -> None:
    issued = story(series, events[:stops])
    used = [what for certificate in issued for one in certificate for what in one.uses]
    assert len(used) == len(set(used))
    for certificate in issued:
        assert sum(one.place.segment is not None for one in certificate) >= LEAST_PLACES
        assert {one.place.segment for one in certificate if not one.by_session} <= set(events[:stops])


@given(st.lists(programmes(), max_size=5), st.permutations(EVENTS), st.permutations(EVENTS))
def test_in_whichever_order_one_finishes_some_certificate_is_issued_or_none(
    series: list[Programme], events: list[str], others: list[str]
) -> None:
    first, second = story(series, events), story(series, others)
    long_enough = any(sum(place.segment is not None for place in each) >= LEAST_PLACES for each in series)
    assert bool(first) == bool(second) == long_enough


@given(st.permutations(EVENTS), st.permutations(EVENTS))
def test_of_one_programme_the_order_changes_nothing(events: list[str], others: list[str]) -> None:
    lists = [
        [{one.place for one in each} for each in story([programme(*SEGMENTS[:13])], told)] for told in (events, others)
    ]
    assert lists[0] == lists[1] == [set(programme(*SEGMENTS[:13]))]


def test_it_says_hours_and_no_level_and_no_credits() -> None:
    rule = wording.as_rule("First term", segments=10, in_places=1, attended=90)
    assert (rule.level, rule.credits, rule.hours, rule.title) == (None, 0, 5, "Certificate of hours: First term")
    assert rule.wording == (
        "This certificate records 5 h of planned learning: 10 segments of half an hour, and 1 h 30 min at sessions, as "
        "their leader confirmed; 1 session in the place of a segment. "
        "It is a record of learning and not a qualification."
    )
    for told in (rule, wording.as_rule(None, segments=11, in_places=0, attended=0), wording.KIND):
        said = f"{told.title} {told.wording}".lower()
        assert not any(word in said for word in ("credit", "accredited", "qualified", "level"))
