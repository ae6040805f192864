"""A correction is a new edition; the one before it is not touched, and ends once."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.certificates import editions, queries, services
from learnmentor.certificates.models import Certificate
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.stories import closing_account
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE
from tests.conftest import HeldClock

SENDER = Sender("http://localhost", "Northfield College")


def supersede(
    db: Session, certificate: Certificate, time: HeldClock, *, name: str | None = None, mend_wording: bool = False
) -> Certificate:
    return editions.supersede(
        db, certificate, name=name, mend_wording=mend_wording, reason="The name was misspelt.", by=None,
        sender=SENDER, at=time(), zone=ZONE,
    )  # fmt: skip


def test_a_corrected_name_makes_the_next_edition_and_leaves_the_first_as_it_was(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    before = dict(certificate.snapshot)
    time.tick(days=3)
    made = supersede(db, certificate, time, name="Amina Yousuf")
    db.expire_all()
    assert (certificate.snapshot, certificate.name) == (before, "Amina Yusuf")
    assert services.unchanged(certificate)
    assert (made.edition, made.name, made.supersedes_id) == (2, "Amina Yousuf", certificate.id)
    assert made.number != certificate.number
    assert made.status_index != certificate.status_index
    assert (made.snapshot["issued_on"], made.snapshot["completed_on"]) == ("2026-11-24", before["completed_on"])
    assert queries.edition_after(db, certificate) == made.number
    [ending] = queries.certificate(db, certificate.number).events  # type: ignore[union-attr]
    assert (ending.kind, ending.reason) == ("superseded", "The name was misspelt.")


def test_without_a_name_it_is_the_one_on_the_profile_today(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    db.get_one(Person, certificate.person_id).printed_name = "Amina Okafor"
    assert supersede(db, certificate, time).name == "Amina Okafor"


def test_mended_wording_is_that_of_the_newest_rule(db: Session, certificate: Certificate, time: HeldClock) -> None:
    services.publish_awards(db, [{**STARTER, "version": 2, "wording": "Better words."}], at=time())
    made = supersede(db, certificate, time, mend_wording=True)
    assert made.snapshot["wording"] == "Better words."
    assert made.award_version == 1, "it names the version that judged it"


def test_an_edition_that_would_change_nothing_is_not_made(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    for mend_wording in (False, True):
        with pytest.raises(editions.NothingToCorrect):
            supersede(db, certificate, time, mend_wording=mend_wording)


def test_what_ended_is_not_ended_again(db: Session, certificate: Certificate, time: HeldClock) -> None:
    made = supersede(db, certificate, time, name="Amina Yousuf")
    with pytest.raises(services.AlreadyReplaced):
        supersede(db, certificate, time, name="Amina Joseph")
    with pytest.raises(services.AlreadyReplaced):
        services.revoke(db, certificate, reason="A mistake.", by=None, at=time())
    services.revoke(db, made, reason="A mistake.", by=None, at=time())
    with pytest.raises(services.AlreadyRevoked):
        supersede(db, made, time, name="Amina Joseph")


def test_a_certificate_whose_name_was_erased_gets_no_new_edition(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    services.forget_name(db, certificate)
    assert certificate.name is None
    assert services.unchanged(certificate)
    with pytest.raises(editions.OwnerErased):
        supersede(db, certificate, time, name="Amina Yousuf")


def test_an_account_that_was_closed_while_somebody_corrected_keeps_its_name_erased(
    app: Flask, db: Session, certificate: Certificate, time: HeldClock
) -> None:
    db.commit()
    assert certificate.person_id is not None, "read, and kept while another transaction closes the account"
    with app.app_context(), database().transaction() as other:
        closing_account.close(
            other, rooms.personal_data(), person_id=certificate.person_id, sender=None, at=time(), zone=ZONE
        )
    with pytest.raises(editions.OwnerErased):
        supersede(db, certificate, time, name="Amina Yousuf")


def test_the_next_edition_counts_as_held_and_no_other_is_issued(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    made = supersede(db, certificate, time, name="Amina Yousuf")
    assert certificate.person_id is not None
    issued = services.issue_due(db, person_id=certificate.person_id, at=time(), zone=ZONE, issuer="X")
    assert issued == []
    [progress] = queries.progress(db, person_id=certificate.person_id, zone=ZONE, today=time().date())
    assert progress.number == made.number


def test_the_owner_is_told_of_a_correction_and_of_a_revocation(
    db: Session, certificate: Certificate, time: HeldClock
) -> None:
    made = supersede(db, certificate, time, name="Amina Yousuf")
    editions.revoke(db, made, reason="Issued to the wrong person.", by=None, sender=SENDER, at=time())
    letters = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [letter.subject for letter in letters] == ["Your certificate was corrected", "Your certificate was revoked"]
    assert made.number in letters[0].body
    assert "Issued to the wrong person." in letters[1].body


def test_a_closed_account_gets_no_letter(db: Session, certificate: Certificate, time: HeldClock) -> None:
    db.get_one(Person, certificate.person_id).closed_at = time()
    supersede(db, certificate, time, name="Amina Yousuf")
    assert db.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_ten_corrections_at_once_make_one_edition(
    app: Flask, db: Session, certificate: Certificate, time: HeldClock
) -> None:
    db.commit()
    with app.app_context():
        own = database()
    refused: list[str] = []

    def correct() -> None:
        try:
            with own.transaction() as session:
                found = queries.certificate(session, certificate.number)
                assert found is not None
                supersede(session, found, time, name="Amina Yousuf")
        except services.AlreadyReplaced as fault:
            refused.append(str(fault))

    threads = [threading.Thread(target=correct) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 9
    assert db.scalar(select(func.count()).select_from(Certificate)) == 2


def test_places_in_the_status_list_are_never_given_twice(db: Session, certificate: Certificate) -> None:
    draws = iter([certificate.status_index or 0, 7])
    certificate.status_index = certificate.status_index
    assert queries.free_status_index(db, draw=lambda _: next(draws)) == 7


def test_the_status_list_knows_what_ended(db: Session, certificate: Certificate, time: HeldClock) -> None:
    assert queries.ended_places(db, 0) == []
    supersede(db, certificate, time, name="Amina Yousuf")
    assert queries.ended_places(db, 0) == [certificate.status_index]
    assert queries.ended_places(db, 1) == []
