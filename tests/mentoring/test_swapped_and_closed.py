"""What the two of a pair read once they swapped roles, and what the one reads once the other closed the account."""

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import services
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.models import PairSwap
from learnmentor.mentoring.reviews import services as reviews
from learnmentor.mentoring.reviews.rules import ReviewPoint
from learnmentor.stories import closing_account
from tests.mentoring.agreeing import VAULT, signed
from tests.mentoring.conftest import NOW, TODAY, Two
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")


def swap(db: Session, pair: Two) -> None:
    """Both agree to swap roles."""
    db.add(PairSwap(pair_id=pair.pair.id, by_id=pair.pair.mentor_id, asked_at=NOW))
    db.flush()
    services.accept_swap(db, pair.pair, by_id=pair.pair.mentee_id, on=TODAY)


def test_what_was_asked_of_the_mentor_alone_is_read_after_they_swapped(app: Flask, db: Session, pair: Two) -> None:
    review = reviews.open_review(
        db, pair.pair, point=ReviewPoint.HALF_WAY, on=TODAY, by=pair.mentor.id, public_id="review", at=NOW
    )
    for by, said in ((pair.mentor.id, {"learned": "To wait"}), (pair.mentee.id, {"next_steps": "Ask more"})):
        reviews.save_sheet(db, VAULT, pair.pair, review, said, seen={}, picked=(), by=by, at=NOW)
    swap(db, pair)
    db.commit()
    for reader in (pair.mentor, pair.mentee):
        for end in ("", ".md"):
            page = Browser(app).sign_in(reader).get(f"/pairs/aminaandmei/reviews/review{end}")
            assert {words in page.text for words in ("To wait", "Ask more")} == {True}, end


def test_nobody_has_the_side_of_a_partner_who_swapped_roles_and_left(app: Flask, db: Session, pair: Two) -> None:
    signed(db, pair)
    swap(db, pair)
    db.commit()
    closing_account.close(
        db, rooms.personal_data(), person_id=pair.mentee.id, sender=None, at=NOW, zone="Europe/London"
    )  # fmt: skip
    db.commit()
    page = Browser(app).sign_in(pair.mentor).get("/pairs/aminaandmei/agreement/1")
    assert page.words.count("Amina Yusuf, the mentor") <= 1
    assert "This account is closed, and what it said of itself is gone." in page.words


def test_a_line_that_was_deleted_a_moment_ago_is_neither_changed_nor_deleted(db: Session, pair: Two) -> None:
    line = lines.write(
        db, VAULT, pair.pair, record="m", field="main", writer_id=pair.mentor.id, text="Tea", own=False, token="1",
        public_id="line", at=NOW,
    )  # fmt: skip
    db.execute(delete(PairLine), execution_options={"synchronize_session": False})
    with pytest.raises(services.RecordGone):
        lines.change(db, VAULT, pair.pair, line, by=pair.mentor.id, text="Cake", own=False, seen=0, at=NOW)
    with pytest.raises(services.RecordGone):
        lines.take_away(db, pair.pair, line, by=pair.mentor.id)


def test_a_proposal_that_is_made_again_and_again_writes_five_letters(app: Flask, db: Session, pair: Two) -> None:
    browser, here = Browser(app).sign_in(pair.mentor), "/pairs/aminaandmei/swap"
    for _ in range(6):
        browser.post(here)
        browser.post(f"{here}/drop")
    assert "several times within the hour" in browser.post(here).follow().words
    db.rollback()
    assert len(db.scalars(select(OutgoingMail)).all()) == 5
