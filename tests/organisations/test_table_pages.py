"""LearnMentor promises that a table of people is looked over first, comes in behind a bar, and goes out as it came."""

import tracemalloc
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.cli import main
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.groups.models import Group
from learnmentor.groups.rules import GroupKind
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.jobs.worker import Worker
from learnmentor.organisations.models import Membership, MembershipOffer, PeopleImport
from learnmentor.organisations.tables import services as tables
from tests import factories
from tests.organisations.conftest import TODAY, Colleges
from tests.page import Page, upload

pytestmark = pytest.mark.usefixtures("time", "cohort")

HEAD = "Name,Email,Roles,Part,Group,Manager's email,First day,Last day\n"
TABLE = (
    f"{HEAD}Ida Ash,ida@example.org,coordinator,Crafts,Cohort 1,dev@example.org,01/09/2026,\n"
    "Eve Frost,eve@example.org,,Care,,,,\n"
    "Zoe New,zoe@example.org,,Welding,,,,31/08/2027\n"
    "Bad,bad@example.org,,Nowhere,,,,\n"
    "Worse,worse,,,,,,\n"
    "Dev Patel,dev@example.org,,,,,,\n"
)


@pytest.fixture
def cohort(db: Session, colleges: Colleges) -> None:
    """The group that the table names."""
    made = Group(
        public_id="cohort", part_id=colleges.north.id, kind=GroupKind.COHORT, title="Cohort 1", starts_on=TODAY,
        made_at=clock.now(),
    )  # fmt: skip
    db.add(made)
    db.commit()


def looked_over(colleges: Colleges, text: str = TABLE, who: str = "dev") -> Page:
    browser = colleges.browsers[who]
    page = browser.get(f"/organisation/parts/{colleges.north.public_id}/people/table")
    return page.submit("Look it over", file=upload(text.encode(), "people.csv", "text/csv"))


def work(app: Flask, *kinds: str) -> None:
    """Let the worker do what waits, of these kinds."""
    with app.app_context():
        handlers = {kind: handler for kind, handler in rooms.handlers().items() if kind in kinds}
        with database().transaction() as db:
            for job in db.scalars(select(Job).where(Job.kind.not_in(kinds))):
                db.delete(job)
        Worker(database(), handlers, now=clock.now).run_once()


def test_a_table_is_looked_over_before_anything_happens(colleges: Colleges, db: Session) -> None:
    page = looked_over(colleges).follow()
    assert "2 new, 1 changed, 1 known as they are, 2 to mend. Nothing has been done yet." in page.words
    assert "There is no part called “Nowhere” here. Make it first, or write one of: Crafts" in page.words
    assert "“worse” is no mail address. Write it as name@example.ac.uk." in page.words
    assert "becomes coordinator, is managed by dev@example.org, for the group Cohort 1" in page.words
    assert db.scalars(select(MembershipOffer)).all() == []
    assert db.scalars(select(OutgoingMail)).all() == []


def test_it_comes_in_behind_a_bar_and_once(app: Flask, colleges: Colleges, db: Session) -> None:
    page = looked_over(colleges).follow()
    waiting = page.submit("Bring in 3 lines").follow()
    assert waiting.h1 == "Your table is being brought in"
    assert page.submit("Bring in 3 lines").status == 303, "pressed twice"
    assert colleges.browsers["dev"].get(waiting.one("[data-progress]")["data-progress"]).response.json == {
        "state": "waiting", "percent": 0,
    }  # fmt: skip
    work(app, tables.BRING_IN)
    done = colleges.browsers["dev"].get(waiting.browser.address.removesuffix("/progress.json"))
    assert done.h1 == "Your table is brought in"
    assert "Invited 2 Changed 1 As they were 1 Left out 1" in done.words
    db.rollback()
    assert {letter.to_address for letter in db.scalars(select(OutgoingMail))} == {"eve@example.org", "zoe@example.org"}
    assert [row.text for row in db.scalars(select(PeopleImport))] == [""], "the list of people is not kept"
    role = db.scalars(select(Role).where(Role.person_id == colleges.people["ida"].id)).one()
    assert (role.name, role.part_id) == (RoleName.COORDINATOR, colleges.crafts.id)
    again = looked_over(colleges).follow()
    assert "0 new, 0 changed, 4 known as they are, 2 to mend." in again.words
    assert "There is nothing to do." in again.words


def test_work_that_broke_off_goes_on_where_it_was(
    app: Flask, colleges: Colleges, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    looked_over(colleges).follow().submit("Bring in 3 lines")
    [kept] = db.scalars(select(PeopleImport)).all()
    import_id, by = kept.id, factories.actor(db, colleges.people["dev"], on=TODAY)
    db.rollback()
    with app.app_context():
        importer = tables.Importer(by, _sender(), frozenset(RoleName), TODAY, clock.now())
        with database().session(writes=False) as own:
            left = tables.left_of(own, import_id)
        assert left is not None
        with database().transaction() as own:
            assert tables.bring_in_some(own, import_id, left, importer)
    work(app, tables.BRING_IN)
    db.rollback()
    [kept] = db.scalars(select(PeopleImport)).all()
    assert (kept.state, kept.done_lines) == ("done", 5)
    assert len(db.scalars(select(MembershipOffer).where(MembershipOffer.accepted_at.is_(None))).all()) == 2


def _sender() -> tables.Sender:
    return tables.Sender("http://localhost")


def test_whoever_looks_after_it_no_longer_brings_nothing_in(app: Flask, colleges: Colleges, db: Session) -> None:
    page = looked_over(colleges).follow()
    page.submit("Bring in 3 lines")
    db.scalars(select(Role).where(Role.person_id == colleges.people["dev"].id)).one().ends_on = date(2026, 11, 20)
    db.commit()
    work(app, tables.BRING_IN)
    db.rollback()
    [kept] = db.scalars(select(PeopleImport)).all()
    assert (kept.state, kept.text) == ("stopped", "")
    assert db.scalars(select(MembershipOffer)).all() == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Choose a file, or paste a table here."),
        (
            b"PK\x03\x04\x14\x00\x06\x00",
            "This is not a CSV file. Save it as CSV in your spreadsheet, or paste its cells.",
        ),
        (b"%PDF-1.7 1 0 obj", "This is not a CSV file. Save it as CSV in your spreadsheet, or paste its cells."),
        (b"Name,Part\nIda,Crafts\n", "No column has the heading Email."),
        ((HEAD + "a@b.org,\n" * 100_000).encode(), "This file has 100,001 lines."),
    ],
)
def test_what_is_no_table_of_people_gets_a_sentence(colleges: Colleges, content: bytes, message: str) -> None:
    page = colleges.browsers["dev"].get(f"/organisation/parts/{colleges.north.public_id}/people/table")
    refused = page.submit("Look it over", file=upload(content, "people.csv", "text/csv"))
    assert refused.status == 422
    assert refused.errors()[0].startswith(message)


def test_a_table_is_its_bringers_alone(colleges: Colleges) -> None:
    address = looked_over(colleges).response.headers["Location"]
    for name in ("carol", "ewa", "grace", "ida"):
        assert colleges.browsers[name].get(address).status in {403, 404}
        assert colleges.browsers[name].post(f"{address}/begin").status in {403, 404}


def exported(colleges: Colleges, who: str, part: str) -> str:
    found = colleges.browsers[who].get(f"/organisation/parts/{getattr(colleges, part).public_id}/people.csv")
    return found.text.removeprefix("\ufeff").replace("\r\n", "\n")


def test_what_goes_out_comes_in_again_unchanged(app: Flask, colleges: Colleges, db: Session) -> None:
    looked_over(colleges).follow().submit("Bring in 3 lines")
    work(app, tables.BRING_IN)
    table = exported(colleges, "dev", "north")
    assert "Ida Ash,ida@example.org,coordinator,Crafts,Cohort 1,dev@example.org,2026-09-01,\n" in table
    assert "Eve" not in table, "invited, and no member yet"
    page = looked_over(colleges, table).follow()
    assert "0 new, 0 changed, 3 known as they are, 0 to mend." in page.words
    assert "Dev" not in exported(colleges, "carol", "crafts")


def test_no_cell_that_goes_out_is_a_formula(colleges: Colleges, db: Session) -> None:
    colleges.people["ida"].name = '=HYPERLINK("http://evil.example","Ida")'
    db.commit()
    assert "\"'=HYPERLINK" in exported(colleges, "dev", "north")


def test_a_table_of_everybody_is_sent_in_pieces(app: Flask, colleges: Colleges, db: Session) -> None:
    rows = [
        {"public_id": f"many{number}", "email": f"many{number}@example.org", "name": f"Many {number}",
         "search_text": "", "printed_name": "Many", "password_hash": "!", "password_changes": 0,
         "created_at": factories.LONG_AGO}
        for number in range(20_000)
    ]  # fmt: skip
    db.execute(insert(Person), rows)
    found = db.scalars(select(Person.id).where(Person.public_id.like("many%"))).all()
    db.execute(
        insert(Membership),
        [{"person_id": each, "part_id": colleges.north.id, "starts_on": date(2026, 9, 1)} for each in found],
    )
    db.commit()
    with app.app_context(), database().session(writes=False) as own:
        part = own.get_one(type(colleges.north), colleges.north.id)
        size = sum(len(piece) for piece in tables.as_csv(own, part, on=TODAY, everywhere=True))
    assert size > 900_000
    tracemalloc.start()
    with app.app_context(), database().session(writes=False) as own:
        part = own.get_one(type(colleges.north), colleges.north.id)
        for _ in tables.as_csv(own, part, on=TODAY, everywhere=True):
            pass
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grown < 32 * 1024 * 1024


# The command line


def run(app: Flask, *words: str, given: str | None = None) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["users", *words], obj=lambda: app, input=given)
    return ran.exit_code, ran.output


def test_the_command_line_brings_in_and_writes_out_and_prints_no_hash(
    app: Flask, colleges: Colleges, db: Session
) -> None:
    colleges.people["ida"].password_hash = "$argon2id$v=19$canary"
    db.commit()
    by = ("--by", "grace@example.org", "--part", "Northfield College")
    code, told = run(app, "import", "-", *by, "--look", given=TABLE)
    assert code == 0, told
    assert "Nothing was done. It would be: 2 invited, 1 changed, 1 as they were, 2 left out." in told
    assert "Line 5, Part: There is no part called “Nowhere” here." in told
    code, told = run(app, "import", "-", *by, given=TABLE)
    assert (code, told.splitlines()[-1]) == (0, "2 invited, 1 changed, 1 as they were, 2 left out.")
    code, told = run(app, "import", "-", *by, given=TABLE)
    assert told.splitlines()[-1] == "0 invited, 0 changed, 4 as they were, 2 left out."
    code, out = run(app, "export", "--part", "Northfield College")
    assert code == 0
    assert "Ida Ash,ida@example.org,coordinator,Crafts,Cohort 1,dev@example.org,2026-09-01," in out
    assert "argon2" not in out + told
    assert "canary" not in out + told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "-", "--by", "dev@example.org", "--part", "Crafts"), "dev@example.org is no administrator."),
        (("import", "-", "--by", "nobody@example.org", "--part", "Crafts"), "No account has this address."),
        (("import", "-", "--by", "grace@example.org"), "There are several organisations. Say which: --part"),
        (("export", "--part", "Nowhere"), "“Nowhere” is no part."),
    ],
)
def test_the_command_line_says_what_is_missing(
    app: Flask, colleges: Colleges, words: tuple[str, ...], said: str
) -> None:
    code, told = run(app, *words, given=TABLE)
    assert code == 1
    assert said in told


def test_a_coordinator_is_made_by_the_command_line_in_a_part(app: Flask, colleges: Colleges, db: Session) -> None:
    assert run(app, "give-role", "ida@example.org", "coordinator")[0] == 1
    assert run(app, "give-role", "ida@example.org", "coordinator", "--part", "Welding")[0] == 0
    db.rollback()
    role = db.scalars(select(Role).where(Role.person_id == colleges.people["ida"].id)).one()
    assert role.part_id == colleges.welding.id
