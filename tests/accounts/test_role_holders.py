"""Who holds which role until when: narrowed down, sorted, paged, and as a table without formulas."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy.orm import Session

from learnmentor.accounts.lives import queries, rules
from learnmentor.accounts.lives.rules import RoleOrder, RoleTime
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleHeld, RoleName
from tests import factories
from tests.conftest import MOMENT
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")
SPANS = [
    (RoleName.TRAINER, date(2026, 1, 1), None),
    (RoleName.TRAINER, date(2026, 1, 1), date(2026, 11, 20)),
    (RoleName.ASSESSOR, date(2026, 1, 1), date(2026, 11, 21)),
    (RoleName.ASSESSOR, date(2026, 1, 1), date(2026, 12, 21)),
    (RoleName.MODERATOR, date(2026, 1, 1), date(2026, 12, 22)),
    (RoleName.MODERATOR, date(2026, 11, 22), None),
]


@pytest.fixture
def somebody(db: Session) -> Person:
    """One person with a role of each kind of span."""
    made = factories.person(db, name="=Siân Ŵyn", email="sian@example.org")
    db.add_all(Role(person_id=made.id, name=name, starts_on=first, ends_on=last) for name, first, last in SPANS)
    db.commit()
    return made


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_the_list_is_reached_from_people_and_says_what_ends_soon(as_grace: Browser, somebody: Person) -> None:
    page = as_grace.get("/people").click("Who holds which role")
    assert "5 roles" in page.words
    soon = page.submit("Show", time="soon", order="last day")
    assert rows(soon) == [
        "=Siân Ŵyn Assessor 1 Jan 2026 21 Nov 2026 soon",
        "=Siân Ŵyn Assessor 1 Jan 2026 21 Dec 2026 soon",
    ]
    assert [row.split(" 1 Jan")[0] for row in rows(page.submit("Show", role="administrator"))] == [
        "Grace Adeyemi Administrator"
    ]
    assert soon.click("=Siân").h1 == "=Siân Ŵyn"


@pytest.mark.parametrize("time", list(RoleTime))
def test_the_database_narrows_down_as_the_rule_says(db: Session, somebody: Person, time: RoleTime) -> None:
    today = MOMENT.date()
    found = queries.role_lines(db, role=None, time=time, order=RoleOrder.NAME, on=today, most=99, after=0)
    times = {line: rules.role_time(RoleHeld(*line), on=today) for line in SPANS}
    held = {RoleTime.TODAY, RoleTime.SOON} if time == RoleTime.TODAY else {time}
    wanted = {line for line in SPANS if time == RoleTime.ALL or times[line] in held}
    assert {(line.role, line.starts_on, line.ends_on) for line in found.lines} == wanted
    assert found.total == len(wanted)


def test_without_a_last_day_comes_last(as_grace: Browser, somebody: Person) -> None:
    page = as_grace.get("/people/roles", query={"time": "today", "order": "last day"})
    assert [row.split()[-1] for row in rows(page)] == ["soon", "soon", "2026", "None", "None"]


def test_the_table_holds_all_that_was_asked_for_and_no_formula(as_grace: Browser, somebody: Person) -> None:
    page = as_grace.get("/people/roles", query={"time": "all", "order": "role"})
    content = page.click("All of these as a table").response.get_data()
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert table[0] == ["Name", "Address", "Role", "First day", "Last day", "In"]
    assert len(table) == 1 + 7
    assert table[1] == ["Grace Adeyemi", table[1][1], "administrator", "2026-01-01", "", ""]
    assert {row[0] for row in table[2:]} == {"'=Siân Ŵyn"}


def test_a_page_holds_fifty_and_keeps_what_was_asked(as_grace: Browser, db: Session) -> None:
    for n in range(60):
        factories.person(db, name=f"Person {n:02}", roles=[RoleName.TRAINER])
    db.commit()
    page = as_grace.get("/people/roles", query={"role": "trainer"})
    assert "60 roles, page 1 of 2" in page.words
    page = page.click("Next page")
    assert len(rows(page)) == 10
    assert len(rows(page.click("Page before"))) == 50


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"role": "king"}, {"time": "never"}, {"order": "x" * 300}]
)
def test_an_odd_address_is_answered_all_the_same(as_grace: Browser, query: dict[str, str]) -> None:
    assert as_grace.get("/people/roles", query=query).status == 200
    assert as_grace.get("/people/roles.csv", query=query).status == 200


def test_closed_accounts_hold_nothing(as_grace: Browser, somebody: Person, db: Session) -> None:
    somebody.closed_at = MOMENT
    db.commit()
    assert "Siân" not in as_grace.get("/people/roles", query={"time": "all"}).words
