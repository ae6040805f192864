"""LearnMentor promises that two organisations know nothing of each other but what they agreed to share."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.rules import RoleName
from learnmentor.courses.given import services as giving
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.organisations.models import Part
from learnmentor.organisations.sharing import queries, rules, services
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import AgreementFacts, AgreementStanding, ShareKind
from tests import factories
from tests.organisations.conftest import TODAY, Colleges
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MOMENTS = st.none() | st.just(NOW)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
FACTS = st.builds(
    AgreementFacts, st.just(1), st.just(2), accepted_at=MOMENTS, ended_at=MOMENTS, last_day=st.none() | DAYS
)

# Rules


@given(FACTS, DAYS)
def test_what_is_over_stays_over_and_nobody_but_the_two_does_anything_with_it(facts: AgreementFacts, on: date) -> None:
    found = rules.agreement_standing(facts, on=on)
    if found == AgreementStanding.OVER:
        assert rules.agreement_standing(facts, on=on + timedelta(days=1)) == AgreementStanding.OVER
    assert not rules.may_end(facts, 3, on=on)
    assert not rules.may_accept(facts, 1, on=on)
    assert rules.may_accept(facts, 2, on=on) == (found == AgreementStanding.PROPOSED)
    assert rules.may_end(facts, 1, on=on) == rules.may_end(facts, 2, on=on) == (found != AgreementStanding.OVER)
    ended = replace(facts, ended_at=NOW)
    assert rules.agreement_standing(ended, on=on) == AgreementStanding.OVER


def test_a_code_is_typed_as_people_type_codes() -> None:
    assert rules.code_typed(" BCDF-ghjk kmnp\tqrst ") == "bcdfghjkkmnpqrst"


# A programme that is shared


@pytest.fixture
def lesson(db: Session, colleges: Colleges) -> str:
    """A programme that Tess of Crafts gives to the people of Northfield."""
    factories.unit(db, "C1")
    tess = factories.person(db, name="Tess Quill", email="tess@example.org", roles=[RoleName.TRAINER])
    factories.member(db, tess, colleges.crafts)
    content = GivenContent("Talking about lessons", "Anybody.", (GivenItem("C1-S1", "One", 30, "C1-S1"),))
    actor = factories.actor(db, tess, on=TODAY)
    made = giving.begin(db, giver=actor, content=content, at=NOW, public_id="talking")
    giving.publish(db, made, by=actor, note="", at=NOW)
    giving.give_to(db, made, Audience.ORGANISATION, audience_id=colleges.north.public_id, new_token="x")
    db.commit()
    colleges.browsers["tess"] = Browser(colleges.browsers["dev"].app).sign_in(tess)
    return "talking"


def code_of(colleges: Colleges, name: str, part: Part) -> str:
    """The code that stands on an organisation's page, made now."""
    page = colleges.browsers[name].get(f"/organisation/parts/{part.public_id}/sharing")
    return page.submit("Make a code").follow().one("#code ~ p .as-typed").get_text(strip=True)


def proposed(colleges: Colleges, **fields: str) -> None:
    """Dev of Northfield proposes something to Southfield."""
    code = code_of(colleges, "ewa", colleges.south)
    page = colleges.browsers["dev"].get(f"/organisation/parts/{colleges.north.public_id}/sharing/new")
    sent = page.submit("Propose it", code=code, **fields)
    assert sent.status == 303, sent.errors()


def sees(browser: Browser, programme: str) -> bool:
    """Whether somebody finds the programme, in the list and by its address alike."""
    there = browser.get(f"/programmes/given/{programme}").status == 200
    assert ("Talking about lessons" in browser.get("/programmes").words) == there
    return there


def test_an_agreement_opens_a_programme_to_the_other_s_people_while_it_is_in_force(
    colleges: Colleges, lesson: str
) -> None:
    ida, eve, ewa = (colleges.browsers[name] for name in ("ida", "eve", "ewa"))
    south = f"/organisation/parts/{colleges.south.public_id}/sharing"
    assert sees(ida, lesson)
    assert not sees(eve, lesson)
    proposed(colleges, kind="programme", programme=lesson)
    assert not sees(eve, lesson)
    page = ewa.get(south)
    assert "Talking about lessons" in page.words
    assert "Northfield College shares it with you" in page.words
    page.submit("Accept")
    assert sees(eve, lesson)
    assert not sees(colleges.browsers["fay"], lesson)
    ewa.get(south).submit("End it")
    assert not sees(eve, lesson)
    assert sees(ida, lesson)
    assert "over" in ewa.get(south).words


def test_a_programme_that_is_given_to_others_later_is_shared_no_more(
    db: Session, colleges: Colleges, lesson: str
) -> None:
    proposed(colleges, kind="programme", programme=lesson)
    colleges.browsers["ewa"].get(f"/organisation/parts/{colleges.south.public_id}/sharing").submit("Accept")
    assert sees(colleges.browsers["eve"], lesson)
    tess = colleges.browsers["tess"].get(f"/programmes/given/{lesson}/edit")
    tess.submit("Keep who it is for", audience="named", which=f"organisation:{colleges.crafts.public_id}")
    assert sees(colleges.browsers["ida"], lesson)
    assert not sees(colleges.browsers["eve"], lesson)
    assert colleges.browsers["dev"].get(f"/programmes/given/{lesson}").status == 200, "who looks after the part"


def test_it_is_over_after_its_last_day(db: Session, colleges: Colleges, lesson: str) -> None:
    proposed(colleges, kind="programme", programme=lesson, last_day="22 November 2026")
    colleges.browsers["ewa"].get(f"/organisation/parts/{colleges.south.public_id}/sharing").submit("Accept")
    eve, shared = colleges.people["eve"], rules.shared_as(lesson, given_to=colleges.north.public_id)
    assert shared in queries.open_to(db, person_id=eve.id, on=date(2026, 11, 22))
    assert shared not in queries.open_to(db, person_id=eve.id, on=date(2026, 11, 23))


def test_where_somebody_belongs_opens_it_and_all_above_and_nothing_beside(db: Session, colleges: Colleges) -> None:
    factories.member(db, colleges.people["eve"], colleges.welding)
    found = queries.open_to(db, person_id=colleges.people["eve"].id, on=TODAY)
    parts = {colleges.south, colleges.welding, colleges.crafts, colleges.north}
    assert found == {part.public_id for part in parts}
    assert queries.open_to(db, person_id=colleges.people["fay"].id, on=TODAY) == set()


# What is told


def test_without_an_agreement_no_page_tells_of_the_other(colleges: Colleges, lesson: str) -> None:
    code_of(colleges, "ewa", colleges.south)
    dev = colleges.browsers["dev"]
    north = f"/organisation/parts/{colleges.north.public_id}"
    for address in ("/organisation", north, f"{north}/sharing", f"{north}/sharing/new"):
        assert "Southfield" not in dev.get(address).text
    assert dev.get(f"/organisation/parts/{colleges.south.public_id}/sharing").status == 404
    proposed_page = dev.get(f"{north}/sharing/new")
    assert "Talking about lessons" in proposed_page.text
    assert (
        "Talking about lessons"
        not in colleges.browsers["ewa"].get(f"/organisation/parts/{colleges.south.public_id}/sharing/new").text
    )


def test_a_name_is_told_when_it_is_agreed_and_stays_as_it_was_told(db: Session, colleges: Colleges) -> None:
    dev, ewa = colleges.browsers["dev"], colleges.browsers["ewa"]
    north, south = (f"/organisation/parts/{part.public_id}" for part in (colleges.north, colleges.south))
    proposed(colleges, kind="moderation")
    waiting = dev.get(f"{north}/sharing")
    assert "the organisation whose code you typed" in waiting.words
    assert "Southfield" not in waiting.text
    ewa.get(f"{south}/sharing").submit("Accept")
    ewa.get(f"{south}/name").submit("Save", name="Southfield Academy")
    told = dev.get(f"{north}/sharing")
    assert "You share it with Southfield College" in told.words
    assert "Academy" not in told.text


def test_a_mentor_who_is_shared_is_told_so(db: Session, colleges: Colleges) -> None:
    proposed(colleges, kind="mentor", mentor="Ida@example.org")
    ida = colleges.people["ida"]
    assert db.scalars(select(AccessRecord.what).where(AccessRecord.person_id == ida.id)).all() == ["offered-as-mentor"]
    assert "Ida Ash" in colleges.browsers["ewa"].get(f"/organisation/parts/{colleges.south.public_id}/sharing").words
    services.forget(db, ida.id)
    assert db.scalar(select(SharingAgreement)) is None


# What is refused


def test_wrong_codes_and_things_are_refused_with_what_to_do(colleges: Colleges, lesson: str) -> None:
    address = f"/organisation/parts/{colleges.north.public_id}/sharing/new"
    dev, right = colleges.browsers["dev"], code_of(colleges, "ewa", colleges.south)
    own = code_of(colleges, "dev", colleges.north)

    def errors(**fields: str) -> list[str]:
        sent = dev.get(address).submit("Propose it", **fields)
        assert (sent.status, sent.one("#code")["value"]) == (422, fields["code"])
        return sent.errors()

    assert errors(code="bcdf", kind="moderation") == ["A share code has 16 letters. Copy it once more."]
    assert errors(code="b" * 16, kind="moderation") == [
        "No organisation here has this code. It may have been renewed: ask for it again."
    ]
    assert errors(code=own, kind="moderation") == ["This is your own code. Ask the other organisation for theirs."]
    assert errors(code=right, kind="programme") == ["Choose the programme."]
    assert errors(code=right, kind="mentor") == ["Type the address of the mentor."]
    assert errors(code=right, kind="mentor", mentor="eve@example.org") == [
        "Nobody here has this address. A mentor who is shared belongs here already."
    ]
    assert dev.get(address).submit("Propose it", code=right, kind="moderation").status == 303
    assert errors(code=right, kind="moderation") == ["The same is proposed to them or agreed with them already."]


def test_a_renewed_code_leads_nowhere_any_more(colleges: Colleges) -> None:
    before = code_of(colleges, "ewa", colleges.south)
    page = colleges.browsers["ewa"].get(f"/organisation/parts/{colleges.south.public_id}/sharing")
    page.submit("Renew the code")
    sent = colleges.browsers["dev"].get(f"/organisation/parts/{colleges.north.public_id}/sharing/new")
    assert sent.submit("Propose it", code=before, kind="moderation").status == 422


def test_only_the_two_answer_and_only_the_other_accepts(db: Session, colleges: Colleges) -> None:
    proposed(colleges, kind="moderation")
    made = db.scalars(select(SharingAgreement)).one()
    east = factories.organisation(db, "Eastfield College")
    factories.coordinator(db, colleges.people["ida"], east)
    db.commit()
    north, south, third = (
        f"/organisation/parts/{part.public_id}/sharing" for part in (colleges.north, colleges.south, east)
    )
    assert colleges.browsers["dev"].post(f"{north}/{made.public_id}/accept").status == 404
    assert colleges.browsers["dev"].post(f"{south}/{made.public_id}/accept").status == 404
    assert colleges.browsers["ida"].post(f"{third}/{made.public_id}/end").status == 404
    assert colleges.browsers["carol"].post(f"{north}/{made.public_id}/end").status == 404
    assert colleges.browsers["ewa"].post(f"{south}/{made.public_id}/accept").status == 303
    assert colleges.browsers["ewa"].post(f"{south}/{made.public_id}/accept").status == 404
    assert colleges.browsers["dev"].post(f"{north}/{made.public_id}/end").status == 303
    assert colleges.browsers["ewa"].post(f"{south}/{made.public_id}/end").status == 404
    db.rollback()
    db.refresh(made)
    assert made.kind == ShareKind.MODERATION
    assert rules.agreement_standing(made.facts, on=TODAY) == AgreementStanding.OVER
