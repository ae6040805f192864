"""LearnMentor promises that a table of people comes in once, and that nobody becomes a member without saying yes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Invitation, Person, Role
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations import queries, services
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.joining import services as joining
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part
from learnmentor.organisations.rules import PartKind, Span
from learnmentor.organisations.tables import changes, reading
from learnmentor.organisations.tables import services as tables
from learnmentor.organisations.tables.changes import JudgedLine
from learnmentor.organisations.tables.services import Importer
from learnmentor.stories import opening_account
from tests import factories

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HEAD = "Name,Email,Roles,Part,Group,Manager's email,First day,Last day\n"


@pytest.fixture
def college(db: Session) -> Part:
    """Northfield with two parts; Southfield is elsewhere."""
    made = factories.organisation(db)
    factories.part(db, "Crafts", of=made)
    factories.part(db, "Care", of=made)
    factories.organisation(db, "Southfield College")
    return made


@pytest.fixture
def dev(db: Session, college: Part) -> Actor:
    """The coordinator of Northfield."""
    who = factories.person(db, name="Dev Patel", email="dev@example.org")
    factories.coordinator(db, who, college)
    factories.member(db, who, college)
    return factories.actor(db, who, on=TODAY)


def importer(by: Actor, *, at: datetime = NOW) -> Importer:
    roles = frozenset({RoleName.TRAINER, RoleName.COORDINATOR, RoleName.ADMINISTRATOR})
    return Importer(by, Sender("http://localhost"), roles, at.date(), at)


def bring(db: Session, part: Part, by: Actor, lines: str, *, at: datetime = NOW) -> list[JudgedLine]:
    table = reading.read(HEAD + lines)
    assert table.slips == []
    seen = tables.look_over(db, part, table, importer(by, at=at))
    addresses = frozenset(line.email for line in table.found)
    done = tables.bring_in(db, part, table.found, addresses=addresses, importer=importer(by, at=at))
    assert changes.counted(seen) == changes.counted(done), "what was looked over is what was done"
    return done


def verdicts(lines: list[JudgedLine]) -> list[str]:
    return [f"{each.verdict}: {each.why}" if each.why else str(each.verdict) for each in lines]


def number(db: Session, table: type, *where: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(table).where(*where)) or 0


def letters(db: Session) -> dict[str, str]:
    return {letter.to_address: letter.body for letter in db.scalars(select(OutgoingMail))}


def test_whoever_is_new_is_invited_and_a_member_only_once_they_said_yes(db: Session, college: Part, dev: Actor) -> None:
    done = bring(db, college, dev, "Ida Ash,ida@example.org,,Crafts,Cohort 1,,01/09/2026,\n")
    assert verdicts(done) == ["new"]
    assert number(db, Membership) == 1, "Dev alone"
    assert "http://localhost/invitations/" in letters(db)["ida@example.org"]
    invitation = db.scalars(select(Invitation)).one()
    ida = opening_account.accept(
        db, invitation, name="Ida Ash", password_hash="!", public_id="ida", at=NOW, today=TODAY
    )
    theirs = queries.memberships(db, ida.id)
    assert [(each.starts_on, each.ends_on) for each in theirs] == [(date(2026, 9, 1), None)]
    assert queries.parts_of_person(db, ida.id, on=TODAY)[0].name == "Crafts"
    assert db.scalars(select(MembershipOffer)).one().group_name == "Cohort 1", "kept for whoever keeps groups"


def test_an_account_elsewhere_looks_new_and_is_asked(db: Session, college: Part, dev: Actor) -> None:
    elsewhere = factories.person(db, name="Eve", email="eve@example.org")
    factories.member(db, elsewhere, factories.organisation(db, "Southfield College"))
    lines = "Eve,eve@example.org,,,,,,\nNobody,nobody@example.org,,,,,,\n"
    assert verdicts(bring(db, college, dev, lines)) == ["new", "new"]
    assert [part.name for part in queries.parts_of_person(db, elsewhere.id, on=TODAY)] == ["Southfield College"]
    assert "http://localhost/joining" in letters(db)["eve@example.org"]
    [(offer, part, root)] = offers.offers_to(db, "eve@example.org", at=NOW)
    assert (part.id, root.id) == (college.id, college.id)
    joining.accept(db, [offer.id], joining.Joined(elsewhere.id, elsewhere.email), at=NOW, today=TODAY)
    assert len(queries.parts_of_person(db, elsewhere.id, on=TODAY)) == 2
    assert verdicts(bring(db, college, dev, lines)) == ["known", "known"], "one has joined, the other waits"


def test_the_same_table_again_changes_nothing(db: Session, college: Part, dev: Actor) -> None:
    bo = factories.person(db, name="Bo", email="bo@example.org")
    factories.member(db, bo, college)
    lines = (
        "Ida Ash,ida@example.org,coordinator,Crafts,Cohort 1,dev@example.org,01/09/2026,31/08/2027\n"
        "Bo,bo@example.org,coordinator,Care,Cohort 2,dev@example.org,01/10/2026,\n"
    )
    assert verdicts(bring(db, college, dev, lines)) == ["new", "changed"]
    counted = [number(db, table) for table in (Membership, MembershipOffer, Invitation, OutgoingMail, Role, Management)]
    for later in range(3):
        assert verdicts(bring(db, college, dev, lines, at=NOW + timedelta(days=later))) == ["known", "known"]
    after = [number(db, table) for table in (Membership, MembershipOffer, Invitation, OutgoingMail, Role, Management)]
    assert counted == after
    assert queries.manages(db, manager_id=dev.id, person_id=bo.id, on=TODAY)


def test_days_that_changed_are_changed_and_nothing_else(db: Session, college: Part, dev: Actor) -> None:
    bo = factories.person(db, name="Bo", email="bo@example.org")
    factories.member(db, bo, college)
    assert verdicts(bring(db, college, dev, "Bo,bo@example.org,,,,,02/09/2026,20/11/2026\n")) == ["changed"]
    [only] = queries.memberships(db, bo.id)
    assert (only.starts_on, only.ends_on) == (date(2026, 9, 2), date(2026, 11, 20))
    assert verdicts(bring(db, college, dev, "Bo,bo@example.org,,,,,02/09/2026,20/11/2026\n")) == ["known"]
    assert verdicts(bring(db, college, dev, "Bo,bo@example.org,,,,,,20/11/2026\n")) == ["known"]
    again = bring(db, college, dev, "Bo,bo@example.org,,,,,01/12/2026,\n")
    assert verdicts(again) == ["new"], "whoever has left is asked again"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("X,x@example.org,,Nowhere,,,,", "There is no part called “Nowhere” here."),
        ("X,x@example.org,trainer,,,,,", "Only an administrator can make somebody trainer."),
        ("X,x@example.org,administrator,,,,,", "An administrator is made on the page of the person alone."),
        ("X,x@example.org,assessor,,,,,", "“assessor” opens no page in this version."),
        ("X,x@example.org,,,,boss@example.org,,", "Nobody here has this address. Bring in the manager first"),
        ("X,x@example.org,,,,,,01/11/2026", "Nobody here has this address, and the last day is past."),
        ("Dev,dev@example.org,,Crafts,,,,01/11/2026", "They are no member of this part on that day"),
        ("Dev,dev@example.org,,,,,,01/08/2026", "They are no member of this part on that day"),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(db: Session, college: Part, dev: Actor, line: str, why: str) -> None:
    before = [number(db, table) for table in (Membership, MembershipOffer, OutgoingMail, Role)]
    [refused] = bring(db, college, dev, f"{line}\n")
    assert refused.verdict == "refused"
    assert refused.why.startswith(why)
    assert [number(db, table) for table in (Membership, MembershipOffer, OutgoingMail, Role)] == before


def test_two_parts_of_one_name_are_told_apart_by_where_they_are(db: Session, college: Part, dev: Actor) -> None:
    for site in ("North", "South"):
        inner = factories.part(db, site, of=college, kind=PartKind.SITE)
        factories.part(db, "Welding", of=inner)
    [refused] = bring(db, college, dev, "X,x@example.org,,welding,,,,\n")
    assert refused.why == "There are 2 parts called “welding”. Write “North / Welding” or “South / Welding”."
    assert verdicts(bring(db, college, dev, "X,x@example.org,,South / welding,,,,\n")) == ["new"]


def test_a_coordinator_of_a_part_brings_nobody_into_another(db: Session, college: Part, dev: Actor) -> None:
    crafts = db.scalars(select(Part).where(Part.name == "Crafts")).one()
    carol = factories.person(db, name="Carol", email="carol@example.org")
    factories.coordinator(db, carol, crafts)
    by = factories.actor(db, carol, on=TODAY)
    refused, new = bring(db, crafts, by, "X,x@example.org,,Care,,,,\nY,y@example.org,,,,,,\n")
    assert refused.verdict == "refused"
    assert new.part is not None
    assert new.part.id == crafts.id
    with pytest.raises(services.NoLonger):
        tables.bring_in(db, college, [], addresses=frozenset(), importer=importer(by))


def test_managers_make_no_circle_and_come_when_they_have_joined(db: Session, college: Part, dev: Actor) -> None:
    bo = factories.person(db, name="Bo", email="bo@example.org")
    factories.member(db, bo, college)
    first, second = bring(
        db, college, dev, "Bo,bo@example.org,,,,dev@example.org,,\nDev,dev@example.org,,,,bo@example.org,,\n"
    )
    assert (first.verdict, second.verdict) == ("changed", "refused")
    assert "They would manage each other" in second.why
    lines = "Boss,boss@example.org,,,,,,\nIda,ida@example.org,,,,boss@example.org,,\n"
    assert verdicts(bring(db, college, dev, lines)) == ["new", "new"]
    ida, boss = (factories.person(db, name=name, email=f"{name.lower()}@example.org") for name in ("Ida", "Boss"))
    for who in (ida, boss):
        waiting = [offer.id for offer, *_ in offers.offers_to(db, who.email, at=NOW)]
        joining.accept(db, waiting, joining.Joined(who.id, who.email), at=NOW, today=TODAY)
    assert queries.manages(db, manager_id=boss.id, person_id=ida.id, on=TODAY)
    other = bring(db, college, dev, "Ida,ida@example.org,,,,dev@example.org,,\n")
    assert verdicts(other) == ["changed"]
    assert not queries.manages(db, manager_id=boss.id, person_id=ida.id, on=TODAY)


def test_a_role_comes_only_where_its_giver_still_may(db: Session, college: Part, dev: Actor) -> None:
    bring(db, college, dev, "Ida,ida@example.org,coordinator,Crafts,,,,\nEd,ed@example.org,coordinator,Crafts,,,,\n")
    role = db.scalars(select(Role).where(Role.person_id == dev.id)).one()
    ida, ed = (factories.person(db, name=name, email=f"{name.lower()}@example.org") for name in ("Ida", "Ed"))
    for who in (ida, ed):
        waiting = [offer.id for offer, *_ in offers.offers_to(db, who.email, at=NOW)]
        joining.accept(db, waiting, joining.Joined(who.id, who.email), at=NOW, today=TODAY)
        role.ends_on = TODAY - timedelta(days=1)
        db.flush()
    given = db.scalars(select(Role.person_id).where(Role.person_id.in_((ida.id, ed.id)))).all()
    assert given == [ida.id]
    assert len(queries.memberships(db, ed.id)) == 1


def test_many_lines_come_in_some_at_a_time_and_each_once(
    base: Database, db: Session, college: Part, dev: Actor
) -> None:
    people = [factories.person(db, name=f"Known {each}", email=f"known{each}@example.org") for each in range(100)]
    db.add_all(Membership(person_id=each.id, part_id=college.id, starts_on=date(2026, 9, 1)) for each in people)
    db.commit()
    lines = [f"Known {each},known{each}@example.org,,Crafts,,dev@example.org,,\n" for each in range(100)]
    lines += [f"New {each},new{each}@example.org,,Care,Cohort,dev@example.org,01/09/2026,\n" for each in range(900)]
    text = HEAD + "".join(lines)
    with base.transaction() as own:
        kept = tables.ask(own, college, by=dev, text=text, lines=1000, public_id="x", at=NOW)
        tables.begin(own, kept, at=NOW)
        import_id = kept.id
    with base.session(writes=False) as own:
        left = tables.left_of(own, import_id)
    assert left is not None
    times, going = 0, True
    while going:
        with base.transaction() as own:
            going = tables.bring_in_some(own, import_id, left, importer(dev))
        times += 1
    assert times >= 5, "nobody waits for a thousand lines at once"
    db.rollback()
    assert number(db, MembershipOffer) == 900
    assert number(db, Management) == 100
    seen = tables.look_over(db, college, left.table, importer(dev))
    assert changes.counted(seen) == {"new": 0, "known": 1000, "changed": 0, "refused": 0}
    db.rollback()


def test_a_table_is_for_whoever_is_open(db: Session, college: Part, dev: Actor) -> None:
    bo = factories.person(db, name="Bo", email="bo@example.org")
    services.begin_membership(db, person_id=bo.id, part=college, span=Span(date(2026, 9, 1)))
    bo.closed_at = NOW
    db.flush()
    assert verdicts(bring(db, college, dev, "Bo,bo@example.org,,,,,,\n")) == ["new"]
    assert number(db, Person, Person.email == "bo@example.org") == 1
