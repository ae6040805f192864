"""The awards as pages: what each is made of, what counts already, what is missing, and the shortest ways."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services
from learnmentor.certificates.awards import progress
from learnmentor.certificates.awards.combination import evaluate
from learnmentor.courses.catalogue.models import Segment, Unit
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from learnmentor.courses.study.outlines import UnitOutline
from learnmentor.courses.study.rules import SegmentProgress, Stop
from tests import factories
from tests.certificates.test_combination import AWARDS, CORE, DATA, OPTIONS, UNITS, learned
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser


def outline(code: str, done: int = 0, total: int = 5) -> UnitOutline:
    stops = tuple(
        Stop(f"{code}-S{n}", code, "One", SegmentProgress.DONE if n <= done else SegmentProgress.TODO)
        for n in range(1, total + 1)
    )
    return UnitOutline(code, f"Unit {code}", "", "core" if code in CORE else "optional", stops)


@pytest.fixture
def course(db: Session, time: HeldClock) -> None:
    """Every unit and every award."""
    for code in UNITS:
        factories.unit(db, code)
    services.publish_awards(db, list(DATA.values()), at=time())
    db.commit()


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["C1"], "C1"),
        (["C2", "C1"], "C1 and C2"),
        (sorted(CORE), "C1 to C8"),
        ([*CORE, "P2", "O1", "O2", "O4", "O10", "O9", "O8"], "C1 to C8, O1, O2, O4, O8 to O10 and P2"),
    ],
)
def test_units_in_a_row_are_spelled_as_a_span(codes: list[str], words: str) -> None:
    assert progress.spelled(codes) == words


def test_a_map_shows_what_counts_what_was_begun_and_what_is_more_than_asked() -> None:
    done = dict.fromkeys(CORE | {"O1", "O2", "O3", "O4", "O5"}, 5) | {"C8": 2}
    evaluation = evaluate(AWARDS["CPD-30"], learned(done))
    core, options = progress.legs(evaluation, [outline(code, done.get(code, 0)) for code in UNITS])
    assert [station.state for station in core.stations] == [SegmentProgress.DONE] * 7 + [SegmentProgress.BEGUN]
    assert core.asks == "All 8 units"
    assert options.asks == "Any 4 of these 9 units"
    assert [station.code for station in options.stations if station.state == SegmentProgress.DONE] == [
        "O1",
        "O2",
        "O3",
        "O4",
    ]
    assert [station.code for station in options.stations if station.spare] == ["O5"]
    assert options.stations[-1].state == SegmentProgress.TODO


def test_a_programme_s_map_comes_from_the_award_that_it_leads_to() -> None:
    evaluation = evaluate(AWARDS["STARTER-5"], learned({"C1": 5, "C2": 3}))
    c1 = outline("C1", done=4, total=4)  # a segment was withdrawn after it was done
    c2 = outline("C2", done=3, total=3)  # and here two before they were
    o1 = outline("O1", done=5)
    shown = progress.programme_stations([c1, c2, o1], evaluation)
    assert [station.state for station in shown] == [SegmentProgress.DONE, SegmentProgress.BEGUN, SegmentProgress.DONE]
    alone = progress.programme_stations([c1, c2, outline("C3")], None)
    assert [station.state for station in alone] == [SegmentProgress.DONE, SegmentProgress.DONE, SegmentProgress.TODO]


def test_conditions_are_told_with_the_units() -> None:
    level_4 = progress.legs(evaluate(AWARDS["AWD-L4-10"], {}), [])[-1]
    assert level_4.conditions == ("O2 only together with O1",)
    level_5 = progress.legs(evaluate(AWARDS["CRT-L5-30"], {}), [])[-1]
    assert level_5.conditions == ("at least one of O1 to O3", "at least one of O4 to O7", "O8 among them")


@pytest.mark.usefixtures("course")
def test_anyone_sees_every_award_and_that_none_is_a_regulated_qualification(stranger: Browser) -> None:
    page = stranger.get("/").click("Awards")
    for rule in AWARDS.values():
        assert rule.title in page.words
        own = stranger.get(f"/awards/{rule.code.lower()}")
        assert own.h1 == rule.title
        assert rule.wording in own.words
        assert "What is missing" not in own.words
    assert page.words.index("Starter") < page.words.index("Introductory Award")
    assert page.words.count("not a regulated qualification") == 7
    assert "This installation has none yet" in page.words


@pytest.mark.usefixtures("course")
def test_an_award_that_is_not_there_is_not_found(stranger: Browser) -> None:
    assert stranger.get("/awards/crt-l9-90").status == 404


def test_before_anything_is_published_the_page_says_so(stranger: Browser) -> None:
    assert "None has been published" in stranger.get("/awards").words


@pytest.mark.usefixtures("course")
def test_a_learner_sees_what_counts_what_is_missing_and_the_shortest_way(
    db: Session, as_amina: Browser, amina: Person, time: HeldClock
) -> None:
    for code in [*sorted(CORE - {"C8"}), "O1", "O2", "O3", "O4", "O5"]:
        finish(db, amina, _unit(db, code), at=time())
    db.commit()
    page = as_amina.get("/awards")
    assert "C1 to C7 and O1 to O4" in page.words
    page = page.click("CPD Certificate")
    assert "5 segments of C8, Unit C8" in page.words
    assert "C8: 2 h 30 min" in page.words
    assert "4 of 4 done" in page.words
    assert "more than is asked" in page.words


@pytest.mark.usefixtures("course")
def test_my_certificates_put_learning_before_assessed_awards(as_amina: Browser) -> None:
    page = as_amina.get("/certificates")
    assert page.words.index("Still ahead") < page.words.index("CPD Certificate") < page.words.index("Awards that are")
    assert "this installation has none yet" in page.words
    assert "assessed at level" not in page.words
    assert page.click("All awards").h1 == "Awards"


@pytest.mark.usefixtures("course")
def test_the_programme_page_draws_the_same_answer(
    db: Session, as_amina: Browser, amina: Person, time: HeldClock
) -> None:
    programme = Programme(public_id="cpd", title="All of it", award_code="CPD-30", created_at=time(), updated_at=time())
    db.add(programme)
    db.flush()
    for position, segment in enumerate(db.scalars(select(Segment).where(Segment.code.like("C%")).order_by(Segment.id))):
        db.add(ProgrammeItem(programme_id=programme.id, segment_id=segment.id, position=position))
    finish(db, amina, _unit(db, "C1"), at=time())
    finish(db, amina, _unit(db, "C2"), at=time(), segments=2)
    db.commit()
    page = as_amina.get("/programmes/cpd")
    states = [stop["class"][1].removeprefix("map__stop--") for stop in page.soup.select(".map__stop")]
    assert states == ["done", "begun", *["todo"] * 6]
    assert page.click("CPD Certificate").h1 == AWARDS["CPD-30"].title


def _unit(db: Session, code: str) -> Unit:
    return db.scalars(select(Unit).where(Unit.code == code)).one()


def test_every_option_of_the_course_stands_in_some_award() -> None:
    assert {unit for rule in AWARDS.values() for part in rule.components for unit in part.units} >= OPTIONS | CORE
