"""Two accounts of one person become one: nothing is lost or open to others. Their hours: test_merging_ledgers.py."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.merging.rules import Obstacle
from learnmentor.accounts.models import Person, Role, SignIn
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.activities.models import Response
from learnmentor.certificates import queries as certificates
from learnmentor.certificates import services as awarding
from learnmentor.certificates.models import Certificate
from learnmentor.courses.study.models import Study, claim_place
from learnmentor.cpd.queries.years import year_sums
from learnmentor.ground.db import Base
from learnmentor.ground.storage.archive import Archive
from learnmentor.groups import services as groups
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.services import GroupFacts
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations.models import Management, Membership
from learnmentor.stories import closing_account, own_data
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging import rows as merged_rows
from learnmentor.stories.merging.accounts import CannotMerge
from learnmentor.stories.merging.moves import AccountPair
from tests import belongings, factories
from tests.cpd.ledger import VAULT
from tests.stories.two_accounts import NOW, TODAY, TOLD, YEAR, Two, merge


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
