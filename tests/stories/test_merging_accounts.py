"""Two accounts of one person become one: nothing is lost, nothing is learned twice, and both ledgers still hold."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.merging.models import MergedAccount
from learnmentor.accounts.merging.rules import Obstacle
from learnmentor.accounts.models import Person, Role, SignIn
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.certificates import queries as certificates
from learnmentor.certificates import services as awarding
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study, claim_place
from learnmentor.cpd import chain, integrity
from learnmentor.cpd import services as cpd
from learnmentor.cpd.earlier.queries import closed_ledger
from learnmentor.cpd.models import CpdEntry, CpdYearSum
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.years import minutes_between, year_sums
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.cpd.sums import services as sums
from learnmentor.ground.archive import Archive
from learnmentor.ground.db import Base, Database, database
from learnmentor.ground.letters import Sender
from learnmentor.groups import services as groups
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.services import GroupFacts
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations.models import Management, Membership
from learnmentor.stories import closing_account, completion, merged_rows, merging_accounts, own_data
from learnmentor.stories.merging_accounts import CannotMerge, Circumstance
from learnmentor.stories.moved_rows import AccountPair
from tests import belongings, factories
from tests.cpd.ledger import VAULT
from tests.racing import actor, begun_meanwhile, done, kinds

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEAR = CpdYear(2026, (9, 1))
TOLD = Circumstance(at=NOW, zone="Europe/London", issuer="Northfield College", sender=Sender("http://localhost"))


def merge(db: Session, stays: Person, goes: Person, vault: Any = VAULT) -> Any:
    pair = AccountPair(stays.id, goes.id)
    closed = merging_accounts.merge(db, vault, pair, proofs=None, asked_by=stays.id, told=TOLD)
    db.flush()
    return closed


@dataclass
class Two:
    """Amina, who has two accounts, and segments to study in either."""

    db: Session
    stays: Person
    goes: Person
    segments: list[Segment]

    def study(self, who: Person, number: int, *, completed: datetime | None = None, seconds: int = 600) -> Study:
        segment = self.segments[number]
        claim = VAULT.seal(f"claim of {who.id}", place=claim_place(who.id, segment.id))
        made = Study(
            person_id=who.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=NOW, touched_at=NOW,
            active_seconds=seconds, claim_sentence=claim, claimed_minutes=5, completed_at=completed,
        )  # fmt: skip
        self.db.add(made)
        if completed:
            self.credit(who, number, at=completed)
        self.db.flush()
        return made

    def credit(self, who: Person, number: int, *, at: datetime) -> bool:
        code = self.segments[number].code
        return cpd.credit(
            self.db, learner=actor(who), source=f"segment:{code}", on=TODAY, title=code, planned=30, active=20,
            claimed=None, segment_code=code, revision_number=1, at=at,
        )  # fmt: skip

    def answer(self, who: Person, number: int, words: str, *, activity: str = "first-mentor") -> None:
        segment = self.segments[number]
        place = response_place(who.id, segment.id, activity)
        self.db.add(
            Response(person_id=who.id, segment_id=segment.id, activity=activity, kind="reflection", state="done",
                     body=VAULT.seal({"text": words}, place=place), updated_at=NOW)
        )  # fmt: skip
        self.db.flush()

    def answers(self, who: Person) -> list[str]:
        rows = self.db.scalars(select(Response).where(Response.person_id == who.id).order_by(Response.segment_id))
        places = [(row, response_place(row.person_id, row.segment_id, row.activity)) for row in rows]
        return [VAULT.open(row.body, place=place)["text"] for row, place in places if row.body]

    def log(self, who: Person, source: str, minutes: int = 60) -> CpdEntry:
        activity = LoggedActivity(TODAY, EntryType.OTHER, "A talk", "", minutes)
        return cpd.log_activity(
            self.db, VAULT, learner=actor(who), activity=activity, prose=Prose(reflection="zeppelin"), files=[],
            source=source, at=NOW,
        )[0]  # fmt: skip

    def counted(self) -> int:
        return year_sums(self.db, person_id=self.stays.id, shown=YEAR).of(YEAR).counted


@pytest.fixture
def two(db: Session) -> Two:
    factories.unit(db, "C1")
    segments = list(db.scalars(select(Segment).order_by(Segment.code)))
    both = [factories.person(db, name=name) for name in ("Amina Yusuf", "Amina Old")]
    return Two(db, both[0], both[1], segments)


def test_every_column_that_refers_to_a_person_is_spoken_for() -> None:
    listed = [each.owner for each in (*merged_rows.MOVED, *merged_rows.JOINED, *merged_rows.FURTHEST)]
    listed += [*merged_rows.BY_SEGMENT, *merged_rows.FORGOTTEN, *merged_rows.LEFT]
    spoken_for = [f"{each.class_.__tablename__}.{each.key}" for each in listed]
    known = [
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    ]
    assert sorted(spoken_for) == sorted(known)


# The ledgers


def test_the_other_ledger_is_closed_with_its_head_and_both_chains_hold(two: Two) -> None:
    two.log(two.goes, "form:1")
    two.log(two.stays, "form:2")
    before = [line.hash for line in ledger.lines(two.db, person_id=two.goes.id)]
    closed = merge(two.db, two.stays, two.goes)
    assert (closed.lines, closed.head) == (1, before[-1])
    assert [line.hash for line in ledger.lines(two.db, person_id=two.goes.id)] == before
    for who in (two.stays, two.goes):
        links = (each.link for each in ledger.kept_lines(two.db, person_id=who.id))
        assert chain.verify_chain(links, start=chain.genesis(who.public_id)) is None


def test_no_line_follows_in_a_closed_ledger(two: Two) -> None:
    line = two.log(two.goes, "form:1")
    merge(two.db, two.stays, two.goes)
    attempts: list[Callable[[], object]] = [
        lambda: two.log(two.goes, "form:3"),
        lambda: two.credit(two.goes, 0, at=NOW),
        lambda: cpd.withdraw(two.db, VAULT, learner=actor(two.goes), entry=line, explanation="", at=NOW),
        lambda: cpd.credit_session(
            two.db, learner_id=two.goes.id, source="session:9", on=TODAY, title="t", provider="p", leader="l",
            minutes=5, at=NOW,
        ),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(accounts.AccountClosed):
            attempt()
    assert ledger.head(two.db, two.goes)[0] == 1


def test_a_year_counts_both_records_and_a_segment_once_by_the_earlier_completion(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW - timedelta(days=3))
    two.study(two.stays, 0, completed=NOW - timedelta(days=1))
    two.study(two.goes, 1, completed=NOW)
    two.log(two.stays, "form:1", 60)
    two.log(two.goes, "form:1", 45)
    merge(two.db, two.stays, two.goes)
    assert two.counted() == 30 + 30 + 60 + 45
    assert minutes_between(two.db, person_id=two.stays.id, first=TODAY, last=TODAY) == 165
    kept = two.db.scalar(
        select(Study.completed_at).where(Study.person_id == two.stays.id, Study.segment_id == two.segments[0].id)
    )
    assert kept == NOW - timedelta(days=3)
    assert not list(two.db.scalars(select(CpdYearSum).where(CpdYearSum.person_id == two.goes.id)))


def test_what_was_finished_in_the_other_account_is_not_credited_again(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW)
    cpd.credit_session(
        two.db, learner_id=two.goes.id, source="session:9", on=TODAY, title="t", provider="p", leader="l", minutes=45,
        at=NOW,
    )  # fmt: skip
    merge(two.db, two.stays, two.goes)
    assert two.credit(two.stays, 0, at=NOW) is False
    again = cpd.credit_session(
        two.db, learner_id=two.stays.id, source="session:9", on=TODAY, title="t", provider="p", leader="l", minutes=45,
        at=NOW,
    )  # fmt: skip
    assert again is False
    assert two.counted() == 75


def test_kept_sums_are_what_the_lines_of_both_come_to_whatever_follows(two: Two) -> None:
    two.study(two.goes, 0, completed=NOW)
    two.study(two.stays, 0, completed=NOW + timedelta(hours=1))
    entry = two.log(two.stays, "form:1")
    merge(two.db, two.stays, two.goes)
    two.log(two.stays, "form:2", 15)
    cpd.withdraw(two.db, VAULT, learner=actor(two.stays), entry=entry, explanation="", at=NOW)
    assert [sums.differing(two.db, person_id=each.id) for each in (two.stays, two.goes)] == [[], []]
    assert two.counted() == 45
    for who in (two.stays, two.goes):
        sums.rebuild(two.db, person_id=who.id, on=NOW.date())
    assert two.counted() == 45


def test_the_daily_check_finds_nothing_wrong_and_a_line_that_was_put_behind_the_end(app: Flask, two: Two) -> None:
    two.log(two.goes, "form:1")
    two.log(two.stays, "form:1")
    merge(two.db, two.stays, two.goes)
    two.db.commit()
    with app.app_context():
        store = database()
    assert integrity.check_all(lambda: store.session(writes=False), VAULT).faults == []
    closed = closed_ledger(two.db, two.goes.id)
    assert closed is not None
    closed.lines, closed.head = 0, chain.genesis(two.goes.public_id)
    two.db.commit()
    faults = integrity.check_all(lambda: store.session(writes=False), VAULT).faults
    assert [fault.reason for fault in faults] == ["It does not end where it was closed."]


COMPLETIONS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 1), st.booleans(), st.integers(0, 72)),
    max_size=6, unique_by=lambda each: each[:2],
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(COMPLETIONS, st.integers(0, 2), st.integers(0, 2))
def test_after_a_merge_no_segment_counts_twice_and_both_chains_hold(
    two: Two, studied: list[tuple[bool, int, bool, int]], mine: int, theirs: int
) -> None:
    savepoint = two.db.begin_nested()
    for own, number, completed, hours in studied:
        who = two.stays if own else two.goes
        two.study(who, number, completed=NOW + timedelta(hours=hours) if completed else None)
    for who, lines in ((two.stays, mine), (two.goes, theirs)):
        for number in range(lines):
            two.log(who, f"form:{number}", 15)
    merge(two.db, two.stays, two.goes)
    finished = {number for _, number, completed, _ in studied if completed}
    assert two.counted() == 30 * len(finished) + 15 * (mine + theirs)
    completed = select(Study.segment_id).where(Study.person_id == two.stays.id, Study.completed_at.is_not(None))
    assert sorted(two.db.scalars(completed)) == sorted(two.segments[number].id for number in finished)
    for who in (two.stays, two.goes):
        links = (each.link for each in ledger.kept_lines(two.db, person_id=who.id))
        assert chain.verify_chain(links, start=chain.genesis(who.public_id)) is None
    savepoint.rollback()
    two.db.expire_all()
    two.db.info.clear()


# What was studied and written


def test_the_attempt_that_came_further_goes_on_and_the_other_words_stay_readable(two: Two) -> None:
    two.study(two.stays, 0, seconds=60)
    two.answer(two.stays, 0, "begun")
    two.study(two.goes, 0, seconds=900)
    two.answer(two.goes, 0, "further")
    two.answer(two.goes, 1, "only there")
    merge(two.db, two.stays, two.goes)
    assert two.answers(two.stays) == ["further", "only there"]
    assert two.answers(two.goes) == ["begun"]
    claims = {
        row.person_id: VAULT.open(row.claim_sentence, place=claim_place(row.person_id, row.segment_id))
        for row in two.db.scalars(select(Study))
    }
    assert claims == {two.stays.id: f"claim of {two.goes.id}", two.goes.id: f"claim of {two.stays.id}"}


def test_words_that_no_key_opens_stand_in_the_way(two: Two) -> None:
    two.answer(two.goes, 0, "words")
    row = two.db.scalars(select(Response)).one()
    row.body = b"\x01" + b"x" * 40
    with pytest.raises(CannotMerge) as refused:
        merge(two.db, two.stays, two.goes)
    assert refused.value.obstacles == {Obstacle.UNREADABLE}


def test_units_of_both_accounts_make_one_award(two: Two) -> None:
    awarding.publish_awards(two.db, [belongings.AWARD], at=NOW)
    for number, who in enumerate((two.stays, two.goes, two.stays, two.goes)[: len(two.segments)]):
        two.study(who, number, completed=NOW)
    merge(two.db, two.stays, two.goes)
    assert [each.award_code for each in certificates.certificates_of(two.db, two.stays.id)] == ["HOUSE-2"]


def test_certificates_of_both_are_listed_and_stay_as_they_were(two: Two) -> None:
    awarding.publish_awards(two.db, [belongings.AWARD], at=NOW)
    for who in (two.stays, two.goes):
        for number in range(len(two.segments)):
            two.study(who, number, completed=NOW)
        awarding.issue_due(two.db, person_id=who.id, at=NOW, zone="Europe/London", issuer="Northfield College")
    before = {each.number: each.snapshot_sha256 for each in two.db.scalars(select(Certificate))}
    merge(two.db, two.stays, two.goes)
    found = certificates.certificates_of(two.db, two.stays.id)
    assert {each.number: each.snapshot_sha256 for each in found} == before
    assert all(merging.is_theirs(two.db, each.person_id, actor_id=two.stays.id) for each in found)


# Roles, parts and groups


def test_roles_and_memberships_are_joined_and_no_day_is_gained(two: Two) -> None:
    college = factories.organisation(two.db)
    boss = factories.person(two.db, name="Boss")
    for who, first, last in ((two.stays, 1, 10), (two.goes, 5, 20), (two.goes, 25, None)):
        ends_on = date(2026, 10, last) if last else None
        two.db.add(Role(person_id=who.id, name=RoleName.TRAINER, starts_on=date(2026, 10, first), ends_on=ends_on))
        factories.member(two.db, who, college, starts_on=date(2026, 10, first), ends_on=ends_on)
    factories.manages(two.db, boss, two.goes, college)
    factories.manages(two.db, two.stays, two.goes, college)
    merge(two.db, two.stays, two.goes)
    spans = [(date(2026, 10, 1), date(2026, 10, 20)), (date(2026, 10, 25), None)]
    for table in (Role, Membership):
        rows = two.db.scalars(
            select(table).where(table.person_id.in_((two.stays.id, two.goes.id))).order_by(table.starts_on)
        )
        assert [(row.person_id, row.starts_on, row.ends_on) for row in rows] == [
            (two.stays.id, *span) for span in spans
        ]
    assert [(row.manager_id, row.person_id) for row in two.db.scalars(select(Management))] == [(boss.id, two.stays.id)]


def test_a_member_of_a_group_in_both_accounts_is_there_once_as_the_one_that_accepted(two: Two) -> None:
    ben = factories.person(two.db, name="Ben", roles=(RoleName.TRAINER,))
    college = factories.organisation(two.db)
    for who in (ben, two.stays, two.goes):
        factories.member(two.db, who, college)
    by = factories.actor(two.db, ben, on=TODAY)
    facts = GroupFacts(GroupKind.COHORT, "Spring", "", date(2026, 11, 1), None, 14)
    both, only = (
        groups.make(two.db, part=college, facts=facts, by=by, public_id=name, at=NOW, today=TODAY)
        for name in ("both", "only")
    )
    for group, who, state in (
        (both, two.stays, Stands.INVITED), (both, two.goes, Stands.ACCEPTED), (only, two.goes, Stands.WAITING),
    ):  # fmt: skip
        seen = {} if state == Stands.INVITED else {"seen_as": Counted.BY_NAME, "terms_version": 1, "accepted_at": NOW}
        two.db.add(
            GroupMember(public_id=f"{group.public_id}{who.id}", group_id=group.id, person_id=who.id, state=state,
                        came_by=ComesBy.LIST, asked_at=NOW, **seen)
        )  # fmt: skip
    two.db.flush()
    merge(two.db, two.stays, two.goes)
    rows = two.db.scalars(select(GroupMember).order_by(GroupMember.group_id, GroupMember.id))
    assert [(row.group_id, row.person_id, row.state) for row in rows] == [
        (both.id, two.stays.id, Stands.ACCEPTED), (both.id, two.stays.id, Stands.LEFT),
        (only.id, two.stays.id, Stands.WAITING),
    ]  # fmt: skip


def test_an_invitation_that_waits_at_the_old_address_waits_at_the_one_that_goes_on(two: Two) -> None:
    college, ada = factories.organisation(two.db), factories.person(two.db, name="Ada")
    waiting = factories.offer(two.db, college, two.goes.email, by=ada)
    merge(two.db, two.stays, two.goes)
    two.db.refresh(waiting)
    assert waiting.email == two.stays.email


# What stands in the way


def test_accounts_that_cannot_be_merged(two: Two) -> None:
    db, third = two.db, factories.person(two.db, name="Third")
    merge(db, two.stays, two.goes)
    third.suspended_at = NOW
    db.flush()
    closed = factories.person(db, name="Closed")
    closed.closed_at = NOW
    db.flush()
    for stays, goes, why in (
        (two.stays, two.stays, Obstacle.SAME),
        (two.stays, two.goes, Obstacle.MERGED),
        (two.stays, third, Obstacle.SUSPENDED),
        (two.stays, closed, Obstacle.CLOSED),
    ):
        with pytest.raises(CannotMerge) as refused:
            merge(db, stays, goes)
        assert refused.value.obstacles == {why}


def test_an_address_that_its_owner_may_still_take_back_stands_in_the_way(two: Two) -> None:
    change = AddressChange(
        person_id=two.goes.id, old_email="old@example.org", new_email=two.goes.email, confirm_sha256="1",
        stop_sha256="2", created_at=NOW - timedelta(days=2), expires_at=NOW, confirmed_at=NOW - timedelta(days=2),
    )  # fmt: skip
    two.db.add(change)
    two.db.flush()
    with pytest.raises(CannotMerge) as refused:
        merge(two.db, two.stays, two.goes)
    assert refused.value.obstacles == {Obstacle.NEW_ADDRESS}
    change.confirmed_at = NOW - timedelta(days=4)
    two.db.flush()
    merge(two.db, two.stays, two.goes)


def test_a_ledger_that_does_not_hold_is_not_closed_as_good(two: Two) -> None:
    two.log(two.goes, "form:1").title = "Changed"
    two.db.flush()
    with pytest.raises(CannotMerge) as refused:
        merge(two.db, two.stays, two.goes)
    assert refused.value.obstacles == {Obstacle.BROKEN_LEDGER}


def test_an_account_that_others_were_merged_into_takes_them_along(two: Two) -> None:
    third = factories.person(two.db, name="Third")
    two.log(two.goes, "form:1", 15)
    two.log(two.stays, "form:1", 30)
    merge(two.db, two.stays, two.goes)
    merge(two.db, third, two.stays)
    assert {each.id for each in merging.earlier_accounts(two.db, third.id)} == {two.stays.id, two.goes.id}
    assert year_sums(two.db, person_id=third.id, shown=YEAR).of(YEAR).counted == 45


def test_the_last_administrator_goes_on_as_one(two: Two) -> None:
    two.db.add(Role(person_id=two.goes.id, name=RoleName.ADMINISTRATOR, starts_on=date(2026, 1, 1)))
    two.db.flush()
    merge(two.db, two.stays, two.goes)
    assert [(row.name, row.person_id) for row in two.db.scalars(select(Role))] == [("administrator", two.stays.id)]


def test_sign_ins_end_and_both_addresses_are_told(app: Flask, two: Two) -> None:
    factories.sign_in(app, two.goes)
    merge(two.db, two.stays, two.goes)
    assert two.db.scalar(select(SignIn).where(SignIn.person_id == two.goes.id)) is None
    letters = {letter.to_address for letter in two.db.scalars(select(OutgoingMail))}
    assert letters == {two.stays.email, two.goes.email}


def test_an_administrator_s_merge_is_written_down(two: Two) -> None:
    ada = factories.person(two.db, name="Ada")
    merging_accounts.merge(
        two.db, VAULT, AccountPair(two.stays.id, two.goes.id), proofs=None, asked_by=ada.id, told=TOLD, note=True
    )
    record = two.db.scalars(select(AccessRecord)).one()
    assert (record.person_id, record.viewer_id, record.what) == (two.stays.id, ada.id, "merged")


# Everything somebody can have


def test_what_is_taken_out_has_the_words_of_both_and_what_stayed_in_a_folder(app: Flask, two: Two) -> None:
    two.study(two.stays, 0, seconds=60)
    two.answer(two.stays, 0, "begun")
    two.study(two.goes, 0, seconds=900)
    two.answer(two.goes, 0, "further")
    two.log(two.goes, "form:1")
    merge(two.db, two.stays, two.goes)
    archive = Archive(NOW)
    made = b"".join(
        own_data.members(
            archive, two.db, VAULT, rooms.personal_data(), person=two.stays, files=app.config["FILES"],
            document=lambda _: b"",
        )
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made + archive.close())) as taken:
        own, stayed = (json.loads(taken.read(f"{folder}activities.json")) for folder in ("", "earlier-account-1/"))
        lines = json.loads(taken.read("earlier-account-1/ledger.json"))
        guide = taken.read("READ-ME.txt").decode()
    assert ([row["body"]["text"] for row in own], [row["body"]["text"] for row in stayed]) == (["further"], ["begun"])
    assert [line["written"]["reflection"] for line in lines] == ["zeppelin"]
    assert "earlier-account-1/" in guide


def test_quenby_who_used_all_there_is_can_be_merged_and_closed_and_nothing_typed_is_left(
    app: Flask, db: Session, amina: Person
) -> None:
    vault = app.config["VAULT"]
    quenby = belongings.somebody(db, vault, app.config["FILES"])
    merge(db, amina, quenby, vault)
    left = {
        f"{owner.class_.__tablename__}.{owner.key}"
        for each in (*merged_rows.MOVED, *merged_rows.JOINED)
        if (owner := each.owner) and db.scalar(select(owner).where(owner == quenby.id)) is not None
    }
    assert left == set()
    closing_account.close(db, rooms.personal_data(), person_id=amina.id, sender=None, at=NOW, zone="Europe/London")
    db.commit()
    told = "\n".join(repr(tuple(row)) for table in Base.metadata.sorted_tables for row in db.execute(table.select()))
    assert [word for word in belongings.WORDS.values() if word.casefold() in told.casefold()] == []


# At the same moment


def test_a_merge_meets_itself_and_whatever_is_logged_or_finished_in_either_account(app: Flask, two: Two) -> None:
    two.db.commit()
    with app.app_context():
        store: Database = database()
    pair = AccountPair(two.stays.id, two.goes.id)

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD) and None

    def the_other_way(db: Session) -> object:
        return (
            merging_accounts.merge(db, VAULT, AccountPair(pair.goes, pair.stays), proofs=None, asked_by=None, told=TOLD)
            and None
        )

    assert kinds(done(store, merging_them, the_other_way)) == ["CannotMerge", "done"]
    two.db.rollback()
    assert len(two.db.scalars(select(MergedAccount)).all()) == 1


@pytest.mark.parametrize("in_closed", [True, False])
def test_what_is_logged_while_accounts_are_merged_is_counted_or_refused(
    app: Flask, two: Two, *, in_closed: bool
) -> None:
    two.db.commit()
    with app.app_context():
        store: Database = database()
    pair, who = AccountPair(two.stays.id, two.goes.id), actor(two.goes if in_closed else two.stays)

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD).lines

    def logging(db: Session) -> object:
        activity = LoggedActivity(TODAY, EntryType.OTHER, "A talk", "", 20)
        return cpd.log_activity(
            db, VAULT, learner=who, activity=activity, prose=Prose(), files=[], source="form:1", at=NOW
        )[0].sequence

    _, then = begun_meanwhile(store, merging_them, logging)
    assert isinstance(then, accounts.AccountClosed) is in_closed
    two.db.rollback()
    assert two.counted() == (0 if in_closed else 20)


@pytest.mark.parametrize("in_closed", [True, False])
@pytest.mark.parametrize("merge_first", [True, False])
def test_a_segment_that_is_finished_while_accounts_are_merged_counts_once(
    app: Flask, two: Two, *, in_closed: bool, merge_first: bool
) -> None:
    for who in (two.stays, two.goes):
        two.study(who, 0, seconds=1800)
    two.db.commit()
    with app.app_context():
        store: Database = database()
    who = actor(two.goes if in_closed else two.stays)
    pair, segment = AccountPair(two.stays.id, two.goes.id), two.segments[0]

    def merging_them(db: Session) -> object:
        return merging_accounts.merge(db, VAULT, pair, proofs=None, asked_by=None, told=TOLD).lines

    def finishing(db: Session) -> object:
        return completion.record(db, learner=who, segment=segment, at=NOW, zone="Europe/London", issuer="N").finished

    two.db.refresh(segment)
    two.db.rollback()
    stories = (merging_them, finishing) if merge_first else (finishing, merging_them)
    _, then = begun_meanwhile(store, *stories)
    assert isinstance(then, accounts.AccountClosed) is (in_closed and merge_first)
    two.db.rollback()
    assert two.counted() == (0 if in_closed and merge_first else 30)
