"""A certificate of hours comes when a programme is whole, once, and anybody can check it."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.certificates import editions, queries
from learnmentor.certificates import services as certificates
from learnmentor.certificates.awards.definition import AwardFault, award_from
from learnmentor.certificates.documents import certificate_pdf
from learnmentor.certificates.models import Certificate, HoursCounted
from learnmentor.config import home
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import queries as given_queries
from learnmentor.courses.given import services as given
from learnmentor.courses.given.models import GivenProgramme, SessionAttended
from learnmentor.courses.given.rules import GivenContent, GivenItem
from learnmentor.courses.given.services import NotFollowed
from learnmentor.courses.programmes import services as programmes
from learnmentor.courses.study import services as study
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.signing import services as signing
from learnmentor.stories import completion
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, actor_of, finish
from tests.conftest import HeldClock
from tests.page import Browser
from tests.racing import done, number_of

TODAY = factories.LONG_AGO.date()


@pytest.fixture
def learner(db: Session, amina: factories.Person, time: HeldClock) -> Actor:
    """Amina, three units, and an award in force that she is not to get by accident."""
    for code in ("C1", "C2", "C3"):
        factories.unit(db, code)
    db.commit()
    return actor_of(amina)


def codes(*units: str) -> list[str]:
    return [f"{unit}-S{number}" for unit in units for number in range(1, 6)]


def pick(db: Session, learner: Actor, chosen: Iterable[str], time: HeldClock, *, name: str = "mine") -> None:
    programmes.pick(db, owner=learner, title=name, segment_codes=list(chosen), at=time(), public_id=name)


def study_all(db: Session, learner: Actor, chosen: Iterable[str], time: HeldClock) -> list[Certificate]:
    """Finish these segments one after the other, as a learner does."""
    issued: list[Certificate] = []
    for code in chosen:
        segment = db.scalars(select(Segment).where(Segment.code == code)).one()
        begun = study.begin(db, learner=learner, segment=segment, at=time.tick(hours=1))
        begun.active_seconds = 20 * 60
        db.flush()
        outcome = completion.record(db, learner=learner, segment=segment, at=time(), zone=ZONE, issuer="Northfield")
        assert outcome.finished, code
        issued += outcome.certificates
    return issued


def attend(
    db: Session, learner: Actor, programme: GivenProgramme, item: str, time: HeldClock, *, minutes: int = 90
) -> tuple[Certificate, ...]:
    return completion.programme_item_filled(
        db, learner.id, item, programme_id=programme.programme_id, minutes=minutes, on=time().date(), at=time(),
        zone=ZONE, issuer="Northfield",
    )  # fmt: skip


def give(db: Session, learner: Actor, time: HeldClock, *items: GivenItem, name: str = "given") -> GivenProgramme:
    """A programme of Ben's which she follows."""
    ben = factories.actor(db, factories.person(db, name="Ben Okafor", roles=[RoleName.TRAINER]), on=TODAY)
    content = GivenContent("Mentoring in the first term", "New mentors.", items)
    made = given.begin(db, giver=ben, content=content, at=time(), public_id=name)
    given.publish(db, made, by=ben, note="", at=time())
    given.enrol(db, made, person_id=learner.id, at=time())
    return made


def segments(*chosen: str) -> list[GivenItem]:
    return [GivenItem(code, "", 30, code) for code in chosen]


def test_the_tenth_segment_of_a_picked_mix_brings_it(db: Session, learner: Actor, time: HeldClock) -> None:
    pick(db, learner, codes("C1", "C3"), time)
    assert study_all(db, learner, codes("C1", "C2", "C3")[:-1], time) == []
    [certificate] = study_all(db, learner, ["C3-S5"], time)
    snapshot = certificate.snapshot
    assert (snapshot["title"], snapshot["award"]) == ("Certificate of hours: segments of one’s own choice", "HOURS")
    assert (snapshot["hours"], snapshot["level"], snapshot["credits"]) == (5, None, 0)
    assert snapshot["minutes"] == {"planned": 300, "active": 200, "claimed": 0}
    assert [unit["code"] for unit in snapshot["units"]] == ["C1", "C3"]
    assert [s["code"] for unit in snapshot["units"] for s in unit["segments"]] == codes("C1", "C3")
    assert {(s["revision"], len(s["completed_on"])) for unit in snapshot["units"] for s in unit["segments"]} == {
        (1, 10)
    }
    assert "programme" not in snapshot
    assert "mine" not in str(snapshot)  # what she calls it is hers
    assert certificates.unchanged(certificate)


def test_nine_bring_none(db: Session, learner: Actor, time: HeldClock) -> None:
    pick(db, learner, codes("C1", "C2")[:9], time)
    assert study_all(db, learner, codes("C1", "C2"), time) == []


def test_a_segment_counts_in_one_certificate_of_hours_and_beside_it_in_awards(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    certificates.publish_awards(db, [STARTER], at=time())
    pick(db, learner, codes("C1", "C2"), time, name="first")
    pick(db, learner, codes("C2", "C3"), time, name="second")
    issued = study_all(db, learner, codes("C1", "C2", "C3"), time)
    assert [each.award_code for each in issued] == ["STARTER-5", "HOURS"]
    assert [unit["code"] for unit in issued[1].snapshot["units"]] == ["C1", "C2"]
    counted = db.scalars(select(HoursCounted.what).where(HoursCounted.person_id == learner.id)).all()
    assert sorted(counted) == codes("C1", "C2")


def test_what_was_done_before_it_was_picked_counts(db: Session, learner: Actor, time: HeldClock) -> None:
    study_all(db, learner, codes("C1", "C2"), time)
    pick(db, learner, codes("C1", "C2"), time)
    told: dict[str, Any] = {"person_id": learner.id, "at": time(), "zone": ZONE, "issuer": "Northfield"}
    assert len(completion.programmes_changed(db, **told)) == 1
    assert completion.programmes_changed(db, **told) == ()


def test_another_ten_bring_another_one_whose_number_and_period_differ(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    factories.unit(db, "O1")
    pick(db, learner, codes("C1", "C2"), time, name="first")
    pick(db, learner, codes("C3", "O1"), time, name="second")
    issued = study_all(db, learner, codes("C1", "C2", "C3", "O1"), time)
    assert [each.period for each in issued] == ["1", "2"]
    assert issued[0].number != issued[1].number


def test_a_programme_that_was_given_away_is_named_with_its_version(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    give(db, learner, time, *segments(*codes("C3", "C1")))
    [certificate] = study_all(db, learner, codes("C1", "C3"), time)
    assert certificate.snapshot["title"] == "Certificate of hours: Mentoring in the first term"
    assert certificate.snapshot["programme"] == {"title": "Mentoring in the first term", "version": 1}
    assert certificate.snapshot["issuer"] == "Northfield"


SESSION_ALONE = GivenItem("late", "A late evening", 45, None, session=True)
SESSION = GivenItem("evening", "An evening on feedback", 90, "C2-S5", session=True)


def test_a_session_fills_a_place_and_the_segment_stays_undone(db: Session, learner: Actor, time: HeldClock) -> None:
    certificates.publish_awards(db, [STARTER], at=time())
    programme = give(db, learner, time, *segments(*codes("C1", "C2")[:9]), SESSION)
    assert study_all(db, learner, codes("C1", "C2")[:9], time) == []
    [certificate] = attend(db, learner, programme, "evening", time)
    assert certificate.award_code == "HOURS"  # and no award: the fifth segment of C2 is still to do
    assert certificate.snapshot["sessions"] == [
        {
            "title": "An evening on feedback",
            "segment": "C2-S5",
            "attended": 90,
            "attended_on": time().date().isoformat(),
        }
    ]
    assert certificate.snapshot["minutes"] == {"planned": 270, "active": 180, "claimed": 0, "attended": 90}
    assert "in the place of a segment" in certificate.snapshot["wording"]
    undone = db.scalars(select(Study).join(Study.segment).where(Segment.code == "C2-S5")).all()
    assert undone == []
    assert db.scalars(select(CpdEntry).where(CpdEntry.segment_code == "C2-S5")).all() == []
    assert attend(db, learner, programme, "evening", time, minutes=60) == ()  # the last word counts, and no second one
    assert db.scalars(select(SessionAttended.minutes)).all() == [60]
    assert certificate.snapshot["minutes"]["attended"] == 90
    [award] = study_all(db, learner, ["C2-S5"], time)  # studied after all, it counts in the award and in no more hours
    assert award.award_code == "STARTER-5"


def test_a_leaders_word_counts_for_those_who_follow_and_for_sessions_that_there_are(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    programme = give(db, learner, time, *segments("C1-S1"), SESSION)
    stranger = actor_of(factories.person(db, name="Somebody else"))
    for who, item in ((learner, "another"), (learner, "C1-S1"), (stranger, "evening")):
        with pytest.raises(NotFollowed):
            attend(db, who, programme, item, time)
    assert given_queries.attended(db, stranger.id) == []


def test_who_was_at_a_session_that_only_the_newer_version_has_need_not_go_again(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    programme = give(db, learner, time, *segments(*codes("C1", "C2")))
    content = GivenContent("With an evening", "New mentors.", (*segments(*codes("C1", "C2")), SESSION_ALONE))
    given.save(db, programme, content, seen=0)
    ben = factories.actor(db, db.get_one(factories.Person, programme.giver_id), on=TODAY)
    given.publish(db, programme, by=ben, note="", at=time())
    assert attend(db, learner, programme, "late", time) == ()
    found = given_queries.given_programme(db, "given", person_id=learner.id)
    assert found
    given.take_newest(db, found, learner=learner)
    [certificate] = study_all(db, learner, codes("C1", "C2"), time)
    assert [each["title"] for each in certificate.snapshot["sessions"]] == ["A late evening"]


def test_a_programme_of_sessions_alone_lists_them(db: Session, learner: Actor, time: HeldClock) -> None:
    many = [
        GivenItem(f"evening{n}", f"Evening {n}", 60, code, session=True) for n, code in enumerate(codes("C1", "C2"))
    ]
    programme = give(db, learner, time, *many)
    issued: list[Certificate] = []
    for item in many:
        time.tick(days=1)
        issued += attend(db, learner, programme, item.key, time, minutes=55)
    [certificate] = issued
    assert certificate.snapshot["units"] == []
    assert certificate.snapshot["minutes"] == {"planned": 0, "active": 0, "claimed": 0, "attended": 550}
    assert certificate.snapshot["began_on"] < certificate.snapshot["completed_on"]


def test_a_segment_that_was_withdrawn_is_not_missed(db: Session, learner: Actor, time: HeldClock) -> None:
    pick(db, learner, [*codes("C1", "C2"), "C3-S1"], time, name="picked")
    give(db, learner, time, *segments("C3-S1", *codes("C1", "C2")))
    gone = db.scalars(select(Segment).where(Segment.code == "C3-S1")).one()
    gone.withdrawn_at = time()
    [certificate] = study_all(db, learner, codes("C1", "C2"), time)
    assert certificate.snapshot["hours"] == 5


def test_a_newer_version_takes_nothing_away_and_its_ten_more_bring_another(
    db: Session, learner: Actor, time: HeldClock
) -> None:
    factories.unit(db, "O1")
    programme = give(db, learner, time, *segments(*codes("C1", "C2")))
    [first] = study_all(db, learner, codes("C1", "C2"), time)
    content = GivenContent("Two terms", "New mentors.", tuple(segments(*codes("C1", "C2", "C3", "O1"))))
    given.save(db, programme, content, seen=0)
    ben = factories.actor(db, db.get_one(factories.Person, programme.giver_id), on=TODAY)
    given.publish(db, programme, by=ben, note="", at=time())
    assert study_all(db, learner, codes("C3"), time) == []
    found = given_queries.given_programme(db, "given", person_id=learner.id)
    assert found
    given.take_newest(db, found, learner=learner)
    [second] = study_all(db, learner, codes("O1"), time)
    assert [unit["code"] for unit in second.snapshot["units"]] == ["C3", "O1"]
    assert second.snapshot["programme"]["version"] == 2
    assert certificates.unchanged(first)


def test_two_that_finish_at_once_bring_one(app: Flask, db: Session, learner: Actor, time: HeldClock) -> None:
    pick(db, learner, codes("C1", "C2"), time)
    for code in ("C1", "C2"):
        finish(db, db.get_one(factories.Person, learner.id), _unit(db, code), at=time())
    db.commit()
    told: dict[str, Any] = {"person_id": learner.id, "at": time(), "zone": ZONE, "issuer": "Northfield"}
    with app.app_context():
        store = database()
    outcomes = done(store, *[lambda other: len(completion.programmes_changed(other, **told))] * 2)
    assert sorted(outcomes, key=str) == [0, 1]
    assert number_of(db, Certificate) == 1


def _unit(db: Session, code: str) -> factories.Unit:
    return db.scalars(select(factories.Unit).where(factories.Unit.code == code)).one()


@pytest.fixture
def issued(db: Session, learner: Actor, time: HeldClock) -> Certificate:
    """Amina's certificate of hours of a programme with a session."""
    programme = give(db, learner, time, *segments(*codes("C1", "C2")[:9]), SESSION)
    study_all(db, learner, codes("C1", "C2")[:9], time)
    [certificate] = attend(db, learner, programme, "evening", time)
    db.commit()
    return certificate


def test_a_stranger_reads_what_was_studied_and_attended_and_no_name(stranger: Browser, issued: Certificate) -> None:
    page = stranger.get(f"/certificates/{issued.number}")
    for said in ("It is real", "Certificate of hours: Mentoring in the first term", "C1-S1 Segment 1 of C1, version 1",
                 "An evening on feedback in the place of C2-S5", "confirmed by the leader of a session"):  # fmt: skip
        assert said in page.words
    assert "Amina" not in page.words
    facts = stranger.get(f"/certificates/{issued.number}.json").response.get_json()
    assert facts["units"][1]["segments"][0]["code"] == "C2-S1"
    assert facts["sessions"] == issued.snapshot["sessions"]
    assert facts["status"] == "valid"


def test_its_owner_has_it_on_paper_in_the_list_and_on_the_transcript(as_amina: Browser, issued: Certificate) -> None:
    mine = as_amina.get("/certificates").words
    assert "4 h 30 min and 1 h 30 min attended" in mine
    assert "4 h 30 min planned, 1 h 30 min attended" in as_amina.get("/certificates/transcript").words
    paper = as_amina.get(f"/certificates/{issued.number}.pdf").response.data
    assert paper.startswith(b"%PDF-")


def test_its_credential_says_what_a_certificate_of_hours_is(
    app: Flask, db: Session, stranger: Browser, issued: Certificate, time: HeldClock
) -> None:
    signing.ensure_key(db, app.config["VAULT"], at=time())
    db.commit()
    token = stranger.get(f"/certificates/{issued.number}/credential").response.get_data(as_text=True)
    assert token.count(".") == 2
    told = stranger.get("/credentials/achievements/hours/1").response.get_json()
    assert told["name"] == "Certificate of hours"
    assert "none of which counts in another" in told["criteria"]["narrative"]
    assert stranger.get("/credentials/achievements/hours/1/badge.svg").status == 200
    assert stranger.get("/credentials/achievements/hours/2").status == 404


def test_a_long_certificate_runs_over_pages(issued: Certificate) -> None:
    unit = issued.snapshot["units"][0]
    long = {**issued.snapshot, "units": [{**unit, "segments": unit["segments"] * 8}] * 5}
    made = certificate_pdf.render(
        long, name="Amina Yusuf", verify_url="https://x.example.org/1", issued_at=issued.issued_at, ended=None,
        templates=certificate_templates(),
    )  # fmt: skip
    with pikepdf.open(BytesIO(made)) as document:
        assert len(document.pages) > 1


def certificate_templates() -> Path:
    return Path(home("templates")) / "pdf"


def test_a_name_is_corrected_by_an_edition_and_no_hour_counts_again(
    db: Session, learner: Actor, issued: Certificate, time: HeldClock
) -> None:
    edition = editions.supersede(
        db, issued, name="Amina Y. Yusuf", mend_wording=True, reason="Misspelt.", by=None,
        sender=Sender("http://localhost"), at=time(), zone=ZONE,
    )  # fmt: skip
    assert edition.snapshot["sessions"] == issued.snapshot["sessions"]
    assert edition.snapshot["wording"] == issued.snapshot["wording"]
    told: dict[str, Any] = {"person_id": learner.id, "at": time(), "zone": ZONE, "issuer": "Northfield"}
    assert completion.programmes_changed(db, **told) == ()


def test_a_revoked_one_is_not_issued_again_by_itself(
    db: Session, learner: Actor, issued: Certificate, time: HeldClock
) -> None:
    certificates.revoke(db, issued, reason="By mistake.", by=None, at=time())
    pick(db, learner, codes("C1", "C2")[:9], time)
    assert study_all(db, learner, codes("C2")[4:], time) == []


def test_no_award_takes_the_code_of_certificates_of_hours() -> None:
    with pytest.raises(AwardFault, match="certificates of hours"):
        award_from({**STARTER, "id": "HOURS"})


def test_awards_in_reach_are_told_as_before(db: Session, learner: Actor, issued: Certificate, time: HeldClock) -> None:
    certificates.publish_awards(db, [STARTER], at=time())
    [starter] = queries.progress(db, person_id=learner.id, zone=ZONE, today=time().date())
    assert not starter.issued
    assert not starter.evaluation.met
