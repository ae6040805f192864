"""LearnMentor promises coordinators their parts and people, and that what is elsewhere does not exist for them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Invitation, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.organisations import queries
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part
from learnmentor.organisations.people import queries as people
from learnmentor.stories import opening_account
from tests import factories
from tests.organisations.conftest import TODAY, Colleges
from tests.page import Browser
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("time")


def at(part: Part, rest: str = "") -> str:
    return f"/organisation/parts/{part.public_id}{rest}"


def test_the_tree_begins_where_somebody_looks_after_it(colleges: Colleges) -> None:
    dev, carol = (colleges.browsers[name].get("/organisation") for name in ("dev", "carol"))
    assert (dev.h1, carol.h1) == ("Northfield College", "Crafts")
    assert "Crafts department, 2 people" in dev.words
    assert "Care" not in carol.words
    assert "Northfield" not in carol.soup.main.get_text()
    grace = colleges.browsers["grace"].get("/organisation")
    assert grace.h1 == "Organisations"
    assert "Southfield College" in grace.words


def test_an_installation_with_one_organisation_never_sees_the_word(app: Flask, db: Session) -> None:
    north = factories.organisation(db)
    factories.part(db, "Crafts", of=north)
    grace = factories.person(db, name="Grace Adeyemi", roles=[RoleName.ADMINISTRATOR])
    factories.member(db, grace, north)
    db.commit()
    browser = Browser(app).sign_in(grace)
    for address in ("/organisation", at(north), at(north, "/new-part"), at(north, "/people/table"), "/joining",
                    at(north, "/managers"), at(north, f"/people/{grace.public_id}"), at(north, "/coordinators/new"),
                    at(north, "/people/new"), "/people"):  # fmt: skip
        page = browser.get(address)
        assert page.status == 200, address
        assert "organisation" not in page.words.casefold(), address


ELSEWHERE = ("", "/new-part", "/name", "/close", "/coordinators/new", "/people/new", "/people/table", "/people.csv",
             "/managers")  # fmt: skip


@pytest.mark.parametrize("rest", ELSEWHERE)
@pytest.mark.parametrize(
    ("who", "there", "elsewhere"),
    [
        ("dev", ("north", "crafts", "welding"), ("south", "skills")),
        ("carol", ("crafts", "welding"), ("north", "care", "south")),
        ("ewa", ("south", "skills"), ("north", "crafts")),
        ("ida", (), ("north", "crafts", "south")),
        ("fay", (), ("crafts",)),
    ],
)
def test_a_coordinator_here_is_nobody_elsewhere(
    colleges: Colleges, who: str, there: tuple[str, ...], elsewhere: tuple[str, ...], rest: str
) -> None:
    browser = colleges.browsers[who]
    for name in there:
        closing_all = rest == "/close" and name in {"north", "south"}  # which an administrator does
        assert browser.get(at(getattr(colleges, name), rest)).status == (403 if closing_all else 200), name
    for name in elsewhere:
        assert browser.get(at(getattr(colleges, name), rest)).status in {403, 404}, name
        posted = browser.post(at(getattr(colleges, name), rest), {"name": "Mine", "email": "x@example.org"})
        assert posted.status in {403, 404, 405}, name


def test_people_are_shown_while_they_belong_and_no_longer(colleges: Colleges) -> None:
    carol = colleges.browsers["carol"]
    page = carol.get(at(colleges.crafts))
    assert "Ida Ash ida@example.org" in page.words
    assert "Fay" not in page.words
    assert "Eve" not in page.words
    assert carol.get(at(colleges.crafts, f"/people/{colleges.people['ida'].public_id}")).h1 == "Ida Ash"
    for name in ("fay", "eve"):
        assert carol.get(at(colleges.crafts, f"/people/{colleges.people[name].public_id}")).status == 404


def test_people_are_found_and_leafed_through(colleges: Colleges, db: Session) -> None:
    for number in range(60):
        factories.member(db, factories.person(db, name=f"Person {number:02}"), colleges.care)
    db.commit()
    dev = colleges.browsers["dev"]
    first = dev.get(at(colleges.care))
    assert "60 people, page 1 of 2" in first.words
    assert "Person 59" in first.click("Next page").words
    found = dev.get(at(colleges.care), query={"words": "person 07"})
    assert "1 person" in found.words
    assert dev.get(at(colleges.care), query={"words": "%"}).words.count("Person") == 0


def test_a_part_is_made_named_and_closed_and_its_people_stay(colleges: Colleges, db: Session) -> None:
    carol = colleges.browsers["carol"]
    made = carol.get(at(colleges.crafts)).click("Make a part inside").submit("Make it", name="Joinery", kind="site")
    assert made.follow().h1 == "Joinery"
    address = made.response.headers["Location"]
    refused = carol.get(at(colleges.crafts, "/close")).submit("Close it", sure="y")
    assert refused.errors() == ["There are open parts inside. Close them first, one by one."]
    carol.post(f"{address}/people/new", {"email": "ida@example.org", "starts_on": "2026-11-21"})
    renamed = carol.get(f"{address}/name").submit("Save", name="Woodwork").follow()
    assert renamed.h1 == "Woodwork"
    assert carol.get(f"{address}/close").submit("Close it", sure="y").status == 303
    closed = carol.get(address)
    assert "Closed. Its last day is 21 November 2026" in closed.words
    assert carol.get(f"{address}/new-part").submit("Make it", name="X", kind="site").status == 422
    db.rollback()
    theirs = queries.memberships(db, colleges.people["ida"].id)
    assert {(each.part_id, each.ends_on) for each in theirs} >= {(colleges.crafts.id, None)}
    assert any(each.ends_on == TODAY for each in theirs)


def test_whoever_was_only_in_a_closed_part_belongs_to_the_one_above(colleges: Colleges, db: Session) -> None:
    joe = factories.person(db, name="Joe")
    factories.member(db, joe, colleges.welding)
    factories.coordinator(db, joe, colleges.welding)
    db.commit()
    assert colleges.browsers["dev"].get(at(colleges.welding, "/close")).submit("Close it", sure="y").status == 303
    db.rollback()
    spans = [(each.part_id, each.starts_on, each.ends_on) for each in queries.memberships(db, joe.id)]
    assert spans == [
        (colleges.welding.id, date(2026, 9, 1), TODAY), (colleges.crafts.id, date(2026, 11, 22), None),
    ]  # fmt: skip
    assert db.scalars(select(Role.ends_on).where(Role.person_id == joe.id)).one() == TODAY


def test_the_outermost_part_is_not_closed_by_a_coordinator(colleges: Colleges) -> None:
    dev = colleges.browsers["dev"]
    assert "Close this part" not in dev.get(at(colleges.north)).words
    assert dev.post(at(colleges.north, "/close"), {"sure": "y"}).status == 403


def test_a_coordinator_is_given_and_ended_with_days(colleges: Colleges, db: Session) -> None:
    dev = colleges.browsers["dev"]
    form = dev.get(at(colleges.crafts)).click("Add a coordinator")
    assert form.submit("Let them", email="eve@example.org").errors() == [
        "Nobody here has this address. Bring them in first; they can be given this once they have accepted."
    ], "she has an account, and belongs elsewhere"
    given = form.submit("Let them", email="IDA@example.org", ends_on="31 December 2026").follow()
    assert "Ida Ash looks after Crafts from 21 November 2026." in given.words
    assert colleges.browsers["ida"].get("/organisation").h1 == "Crafts"
    again = dev.get(at(colleges.crafts, "/coordinators/new")).submit("Let them", email="ida@example.org")
    assert again.status == 422
    ended = dev.get(at(colleges.crafts, f"/coordinators/{colleges.people['ida'].public_id}/end"))
    assert ended.submit("End it", last_day="20 November 2026").status == 303
    assert colleges.browsers["ida"].get("/organisation").status == 403


def test_a_coordinator_who_moved_away_with_a_page_open_changes_nothing(colleges: Colleges, db: Session) -> None:
    open_page = colleges.browsers["carol"].get(at(colleges.crafts, "/people/new"))
    role = db.scalars(select(Role).where(Role.person_id == colleges.people["carol"].id)).one()
    role.part_id = colleges.skills.id
    db.commit()
    before = db.scalars(select(Membership.id)).all()
    assert open_page.submit("Bring them in", email="new@example.org").status == 404
    db.rollback()
    assert db.scalars(select(Membership.id)).all() == before
    assert db.scalars(select(MembershipOffer)).all() == []


def test_somebody_moves_and_leaves_with_days(colleges: Colleges, db: Session) -> None:
    dev, ida = colleges.browsers["dev"], colleges.people["ida"]
    page = dev.get(at(colleges.crafts, f"/people/{ida.public_id}")).click("Move from Crafts")
    moved = page.submit("Move them", to=colleges.care.public_id, first_day="1 December 2026").follow()
    assert moved.h1 == "Care"
    assert "Ida Ash ida@example.org 1 Dec 2026" in moved.words
    assert "Study skills" not in page.words
    assert page.submit("Move them", to=colleges.skills.public_id, first_day="1 December 2026").status == 422
    last = dev.get(at(colleges.care, f"/people/{ida.public_id}/end")).submit("Save", last_day="31 July 2027")
    assert last.status == 303
    db.rollback()
    spans = [(each.part_id, each.starts_on, each.ends_on) for each in queries.memberships(db, ida.id)]
    assert spans == [
        (colleges.crafts.id, date(2026, 9, 1), date(2026, 11, 30)),
        (colleges.care.id, date(2026, 12, 1), date(2027, 7, 31)),
    ]


def test_who_manages_whom_is_written_down_and_ended(colleges: Colleges, db: Session) -> None:
    dev, ida = colleges.browsers["dev"], colleges.people["ida"]
    page = dev.get(at(colleges.crafts, f"/people/{ida.public_id}")).click("Add a manager")
    assert page.submit("Write it down", email="eve@example.org").status == 422
    assert page.submit("Write it down", email="ida@example.org").errors() == [
        "Ida Ash would manage themselves then, perhaps by way of others. Check who leads."
    ]
    shown = page.submit("Write it down", email="carol@example.org").follow()
    assert "Carol Diaz from 21 Nov 2026" in shown.words
    assert "Ida Ash Carol Diaz 21 Nov 2026 – being told" in dev.get(at(colleges.north, "/managers")).words
    assert "Ida" not in dev.get(at(colleges.care, "/managers")).words
    assert shown.click("End it for Carol Diaz").submit("Save", last_day="20 November 2026").status == 303
    db.rollback()
    assert db.scalars(select(Management)).all() == []


def test_one_person_is_brought_in_known_or_new(colleges: Colleges, db: Session) -> None:
    dev = colleges.browsers["dev"]
    page = dev.get(at(colleges.care)).click("Bring somebody in")
    for email in ("eve@example.org", "nobody@example.org"):
        told = page.submit("Bring them in", email=email).follow()
        assert f"{email} is invited, and belongs here once they accept." in told.words
    assert "ida@example.org belongs here from 21 November 2026." in (
        page.submit("Bring them in", email="ida@example.org").follow().words
    )
    eve = colleges.browsers["eve"].get("/joining")
    assert "Care , Northfield College" in eve.words
    assert "You belong to Care now." in eve.submit("Accept").follow().words
    assert "Eve Frost" in dev.get(at(colleges.care)).words
    withdrawn = dev.get(at(colleges.care)).submit("Withdraw").follow()
    assert "nobody@example.org is not invited any more." in withdrawn.words


def test_an_invitation_is_answered_by_its_address_alone_and_can_be_declined(colleges: Colleges, db: Session) -> None:
    colleges.browsers["dev"].get(at(colleges.care, "/people/new")).submit("Bring them in", email="eve@example.org")
    offer = db.scalars(select(MembershipOffer)).one()
    db.rollback()
    for name in ("ida", "ewa", "dev"):
        assert colleges.browsers[name].post(f"/joining/{offer.public_id}/accept").status == 404
    assert colleges.browsers["eve"].get("/joining").submit("Decline").status == 303
    assert colleges.browsers["eve"].post(f"/joining/{offer.public_id}/accept").status == 404
    db.rollback()
    assert db.scalars(select(MembershipOffer)).all() == []


def test_only_an_administrator_makes_one_more_organisation(colleges: Colleges) -> None:
    assert colleges.browsers["dev"].get("/organisation/new").status == 403
    made = colleges.browsers["grace"].get("/organisation/new").submit("Make it", name="Westfield College").follow()
    assert made.h1 == "Westfield College"
    assert "Westfield" not in colleges.browsers["dev"].get("/organisation").words


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "-", "x" * 121])
def test_a_name_that_is_none_gets_a_sentence(colleges: Colleges, name: str) -> None:
    page = colleges.browsers["dev"].get(at(colleges.north, "/new-part")).submit("Make it", name=name, kind="site")
    assert page.status == 422
    assert page.errors()


def test_a_page_of_a_part_asks_as_much_of_ten_thousand_as_of_one(app: Flask, colleges: Colleges, db: Session) -> None:
    dev = colleges.browsers["dev"]
    counted = []
    for _ in range(2):
        with statements(app) as asked:
            dev.get(at(colleges.care))
        counted.append(len(asked))
        for number in range(100):
            factories.member(db, factories.person(db, name=f"Person {number}"), colleges.care)
        db.commit()
    assert counted[0] == counted[1] <= 9


def test_where_there_is_one_organisation_people_gives_its_coordinators(app: Flask, db: Session) -> None:
    north = factories.organisation(db)
    grace = factories.person(db, name="Grace Adeyemi", roles=[RoleName.ADMINISTRATOR])
    ida = factories.person(db, name="Ida Ash")
    db.commit()
    browser = Browser(app).sign_in(grace)
    assert browser.get(f"/people/{ida.public_id}").submit("Give this role", role="coordinator").status == 303
    db.rollback()
    assert db.scalars(select(Role.part_id).where(Role.person_id == ida.id)).one() == north.id
    db.rollback()
    assert browser.get("/people/invitation").submit("Invite", email="new@example.org", role="coordinator").status == 303
    invitation = db.scalars(select(Invitation)).one()
    made = opening_account.accept(
        db, invitation, name="New", password_hash="!", public_id="new", at=factories.LONG_AGO, today=TODAY
    )
    assert db.scalars(select(Role.part_id).where(Role.person_id == made.id)).one() == north.id


def test_where_there_are_several_the_part_is_named(colleges: Colleges) -> None:
    grace, ida = colleges.browsers["grace"], colleges.people["ida"]
    for page in (
        grace.get(f"/people/{ida.public_id}").submit("Give this role", role="coordinator"),
        grace.get("/people/invitation").submit("Invite", email="new@example.org", role="coordinator"),
    ):
        assert page.status == 422
        assert "Open that part, under Parts, and add the coordinator there." in page.errors()[0]


def test_more_people_than_anybody_leafs_through_are_not_counted(
    colleges: Colleges, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(8):
        factories.member(db, factories.person(db, name=f"Zed {n}", email=f"zed{n}@example.org"), colleges.care)
    db.commit()

    def found(*, words: str = "", after: int = 0, most: int = 3) -> tuple[int, int, bool]:
        page = people.members(db, colleges.care, words=words, on=TODAY, most=most, after=after)
        return len(page.members), page.total, page.more

    assert found() == found(words="zed") == (3, 8, False)
    assert found(after=6) == (2, 8, False)
    assert found(after=9) == (0, 8, False)
    assert found(words="quenby") == (0, 0, False)
    monkeypatch.setattr(people, "MOST_COUNTED", 5)
    db.rollback()
    assert found() == found(words="zed") == (3, 5, True)
    db.rollback()
    assert found(after=6) == (2, 5, True)
    assert "more than 5 people" in colleges.browsers["dev"].get(at(colleges.care)).words
