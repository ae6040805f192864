"""LearnMentor promises that pairs are seen in numbers alone: of five people and more, printed once a day, no word."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from learnmentor.assessment.statistics.small_cells import small
from learnmentor.ground.db import Database
from learnmentor.groups.pair_counts import services
from learnmentor.groups.pair_counts.models import PublishedPairCounts
from learnmentor.groups.pair_counts.rules import (
    CELL_OF,
    MenteeYear,
    PairAmount,
    PairCell,
    mentees_counted,
    printed_pairs,
)
from learnmentor.groups.reports.rules import PEOPLE, CountedPlace
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.agreements.models import AgreementVersion
from learnmentor.mentoring.matching.models import PairChange
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.organisations.models import Part
from tests import factories
from tests.page import Browser

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
mentees = st.builds(
    MenteeYear, st.sampled_from([1, 2, 3]), st.dictionaries(st.sampled_from(list(PairAmount)), st.integers(1, 30))
)


@given(st.lists(mentees, max_size=40))
def test_no_number_is_printed_behind_which_stand_one_to_four(people: list[MenteeYear]) -> None:
    parts = {part: [each for each in people if each.part_id == part] for part in (1, 2, 3)}
    heads = {part: mentees_counted(some) for part, some in parts.items()}
    whole = mentees_counted(people)
    places = [CountedPlace(f"directly:{part}", head) for part, head in heads.items()]
    places.append(CountedPlace("part:1", whole, tuple(place.name for place in places)))
    for name, table in printed_pairs(places).items():
        true = next(place.heads for place in places if place.name == name).counts
        for what, count in table.counts.items():
            if count is not None:
                assert count % 5 == 0
                assert not small(true.get(what, 0))
                assert not small(true.get(PEOPLE, 0) - true.get(what, 0)), "nor what is left over"
        shown = {what for what, amount in table.hours.items() if amount is not None}
        assert all(table.counts[CELL_OF[PairAmount(what)].value] is not None for what in shown)


def mentored(db: Session, part: Part, number: int, *, since: datetime = NOW - timedelta(days=3)) -> list[Pair]:
    """So many people of a part who are mentored, by one mentor from elsewhere."""
    made, mentor = [], factories.person(db, name="Amina Yusuf")
    for _ in range(number):
        who = factories.person(db, name="Quenby Ames")
        factories.member(db, who, part, starts_on=date(2025, 9, 1))
        made.append(
            pairs.open_pair(
                db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=mentor.id, mentee_id=who.id,
                public_id=f"pair{who.id}", on=since.date(), at=since,
            )
        )  # fmt: skip
    return made


def printed(base: Database, db: Session, place: str, *, year: str = "2026-27") -> PublishedPairCounts:
    db.commit()
    services.publish_pairs(base, on=TODAY, at=NOW)
    db.rollback()
    return db.get_one(PublishedPairCounts, (place, year))


def test_pairs_are_counted_where_their_mentees_belong_by_part_and_by_year(base: Database, db: Session) -> None:
    college = factories.organisation(db)
    maths, west = factories.part(db, "Maths", of=college), factories.organisation(db, "Westfield College")
    mine = mentored(db, maths, 12)
    mentored(db, west, 3)
    mentored(db, college, 7, since=NOW - timedelta(days=200))
    for each in mine[:6]:
        pairs.end(db, each, at=NOW - timedelta(days=1))
        db.add(PairChange(pair_id=each.id, at=NOW - timedelta(days=1)))
    found = printed(base, db, f"part:{maths.id}")
    assert {what: found.counts[what] for what in (PEOPLE, PairCell.OPEN, PairCell.ENDED, PairCell.CHANGED)} == {
        PEOPLE: 10, PairCell.OPEN: 5, PairCell.ENDED: 5, PairCell.CHANGED: 5,
    }  # fmt: skip
    assert (found.amounts[PairAmount.CHANGES], found.amounts[PairAmount.PAIRS_BEGUN]) == (5, 10)
    assert printed(base, db, f"part:{west.id}").counts[PEOPLE] is None
    earlier = printed(base, db, f"part:{college.id}", year="2025-26")
    assert (earlier.counts[PEOPLE], earlier.amounts[PairAmount.PAIRS_BEGUN]) == (5, 5)


def test_meetings_observations_and_agreements_are_counted_of_five_mentees_and_more(base: Database, db: Session) -> None:
    college, day = factories.organisation(db), NOW - timedelta(days=1)
    for number, pair in enumerate(mentored(db, college, 12)):
        for meeting in range(2 if number < 6 else 0):
            db.add(
                PairMeeting(
                    public_id=f"m{number}x{meeting}", pair_id=pair.id, starts_at=day, zone="Europe/London", minutes=60,
                    mode="room", planned_by_id=pair.mentor_id, state="held", made_at=day, held_at=day, held_minutes=50,
                    mentor_id=pair.mentor_id,
                )
            )  # fmt: skip
        if number < 7:
            db.add(
                AgreementVersion(
                    public_id=f"a{number}", pair_id=pair.id, number=1, kind=pair.kind, context=pair.context, body=b"x",
                    sha256="0", made_at=day,
                )
            )  # fmt: skip
        if number < 3:
            db.add(
                Observation(
                    public_id=f"o{number}", pair_id=pair.id, purpose="formative", direction="mentor-watches",
                    observer_id=pair.mentor_id, observed_id=pair.mentee_id, held_on=day.date(), ready_at=day,
                    begun_at=day,
                )
            )  # fmt: skip
    found = printed(base, db, f"part:{college.id}")
    assert (found.counts[PairCell.MET], found.counts[PairCell.SIGNED], found.counts[PairCell.OBSERVED]) == (5, 5, None)
    amounts = {what: found.amounts[what] for what in PairAmount}
    assert (amounts[PairAmount.MEETINGS], amounts[PairAmount.MINUTES]) == (10, 10)
    assert (amounts[PairAmount.AGREEMENTS], amounts[PairAmount.OBSERVATIONS]) == (5, None)


def test_counting_asks_as_often_however_many_there_are(base: Database, db: Session) -> None:
    college, sent = factories.organisation(db), list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(base.engine, "before_cursor_execute", note)
    numbers = []
    for more in (5, 40):
        mentored(db, college, more)
        db.commit()
        sent.clear()
        services.publish_pairs(base, on=TODAY, at=NOW)
        numbers.append(len(sent))
    event.remove(base.engine, "before_cursor_execute", note)
    assert numbers[0] >= numbers[1]


def test_a_coordinator_reads_numbers_and_no_name(app: Flask, base: Database, db: Session) -> None:
    college, west = factories.organisation(db), factories.organisation(db, "Westfield College")
    dev, walt = factories.person(db, name="Dev Patel"), factories.person(db, name="Walt West")
    factories.coordinator(db, dev, college)
    factories.coordinator(db, walt, west)
    mentored(db, college, 7)
    address = f"/organisation/parts/{college.public_id}/pairs"
    db.commit()
    assert "Not counted yet" in Browser(app).sign_in(dev).get(address).words
    printed(base, db, f"part:{college.id}")
    page = Browser(app).sign_in(dev).get("/organisation/pairs").follow()
    assert "In a pair in this year 5" in page.words
    assert "Changes of pair 0" in page.words
    assert not any(name in page.text for name in ("Quenby", "Amina"))
    assert Browser(app).sign_in(walt).get(address).status == 404
    assert db.scalars(select(PublishedPairCounts.place)).all()
