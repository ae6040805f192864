"""Looking back: each says their part, both agree to one summary, and the mentee lets it go or not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.mentoring.paper.definition import PaperField
from learnmentor.mentoring.reviews import queries, rules, services
from learnmentor.mentoring.reviews.form_review import points, review_form
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.reviews.rules import GoingOn, ReviewPoint, SummaryReader
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from tests.mentoring.agreeing import VAULT, signed
from tests.mentoring.conftest import NOW, TODAY, Two
from tests.page import Browser, upload

pytestmark = pytest.mark.usefixtures("time")
APART = {"again": "yes", "willing": "mostly", "brings": "both", "judges": "no", "next": "on"}


def opened(db: Session, two: Two, *, by: int) -> PairReview:
    return services.open_review(
        db, two.pair, point=ReviewPoint.HALF_WAY, on=TODAY, by=by, public_id=f"review{by}", at=NOW
    )  # fmt: skip


def said(db: Session, two: Two, review: PairReview, words: dict[str, str], *, by: int, seen: dict[str, int]) -> bool:
    return services.save_sheet(
        db, VAULT, two.pair, review, words, seen=seen, picked=rules.APART, by=by, at=NOW
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "comes"),
    [("on", "on", GoingOn.ON), ("on", "change", GoingOn.CHANGE), ("end", "change", GoingOn.END), ("on", "", None)],
)
def test_both_are_needed_to_go_on_and_either_is_enough_to_change(
    first: str, second: str, comes: GoingOn | None
) -> None:
    assert rules.outcome(first, second) == rules.outcome(second, first) == comes


@pytest.mark.parametrize("kind", list(PairKind))
def test_each_is_asked_about_their_own_side(kind: PairKind) -> None:
    asked = {side: {part.key for part in review_form(kind, side, aims=2).parts()} for side in Side}
    both = kind == PairKind.CO_COACHING
    assert ("learned" in asked[Side.MENTEE]) is ("next_steps" in asked[Side.MENTOR]) is both
    assert "evidence_2" in asked[Side.MENTOR] & asked[Side.MENTEE]
    labels = " ".join(
        p.label + p.why for p in review_form(kind, Side.MENTEE, aims=1).parts() if isinstance(p, PaperField)
    )
    assert not both or "mentor" not in labels.lower()


def test_points_of_initial_training_are_offered_there_alone() -> None:
    assert len(points(PairContext.INITIAL_TRAINING)) - len(points(PairContext.CAREER)) == 4


def test_two_who_open_the_same_review_are_in_one(db: Session, pair: Two) -> None:
    first, second = (opened(db, pair, by=person.id) for person in (pair.mentor, pair.mentee))
    assert first.id == second.id


def test_what_one_said_on_two_devices_both_stands_and_an_old_page_empties_nothing(db: Session, pair: Two) -> None:
    review, mei = opened(db, pair, by=pair.mentee.id), pair.mentee.id
    assert said(db, pair, review, {"helped": "Tea", "again": "yes"}, by=mei, seen={})
    assert not said(db, pair, review, {"helped": "Cake", "again": "no"}, by=mei, seen={})
    assert not said(db, pair, review, {"helped": ""}, by=mei, seen={"helped": 0})
    sheet = queries.sheets(db, VAULT, review, reader_id=mei)[mei]
    assert (sheet["helped"].text, sheet["again"].text) == ("Tea\nCake", "no")
    assert said(db, pair, review, {"helped": ""}, by=mei, seen={"helped": sheet["helped"].changes})
    assert "helped" not in queries.sheets(db, VAULT, review, reader_id=mei)[mei]


def test_what_is_answered_apart_shows_once_both_have_answered_all_of_it(db: Session, pair: Two) -> None:
    review, amina, mei = opened(db, pair, by=pair.mentee.id), pair.mentor.id, pair.mentee.id

    def seen_by(reader: int, writer: int) -> set[str]:
        return set(queries.sheets(db, VAULT, review, reader_id=reader).get(writer, {})) & set(rules.APART)

    said(db, pair, review, APART, by=mei, seen={})
    said(db, pair, review, {**APART, "next": ""}, by=amina, seen={})
    assert seen_by(amina, mei) == seen_by(mei, amina) == set()
    said(db, pair, review, {"next": "end"}, by=amina, seen={})
    assert seen_by(amina, mei) == seen_by(mei, amina) == set(rules.APART)
    said(db, pair, review, {"next": "change"}, by=mei, seen={})
    assert seen_by(amina, mei) == set(rules.APART)


def test_only_words_to_which_both_agree_leave_and_only_by_the_mentee(db: Session, pair: Two) -> None:
    review, amina, mei = opened(db, pair, by=pair.mentee.id), pair.mentor.id, pair.mentee.id

    def release(by: int, reader: SummaryReader = SummaryReader.TUTOR) -> None:
        shown = services.summary_mark(queries.summary(db, VAULT, review.id))
        services.release(
            db, VAULT, pair.pair, review, readers=[reader], seen=shown, name="Mei Tan", by=by, at=NOW
        )  # fmt: skip

    def write(text: str, by: int, seen: str) -> str:
        services.write_summary(db, VAULT, pair.pair, review, text=text, seen=seen, by=by, at=NOW)
        return services.summary_mark(queries.summary(db, VAULT, review.id))

    shown = write("Five meetings.", amina, services.summary_mark(None))
    services.agree(db, VAULT, pair.pair, review, seen=shown, by=amina, at=NOW)  # their own words: no agreement
    with pytest.raises(services.NotToBeReleased):
        release(mei)
    again = write("Six meetings.", mei, shown)
    with pytest.raises(services.SummaryChanged):
        services.agree(db, VAULT, pair.pair, review, seen=shown, by=amina, at=NOW)
    services.agree(db, VAULT, pair.pair, review, seen=again, by=amina, at=NOW)
    with pytest.raises(services.NotToBeReleased):
        release(amina)
    release(mei)
    release(mei)
    assert [each.reader for each in queries.releases(db, VAULT, review.id)] == [SummaryReader.TUTOR]
    with pytest.raises(services.SummaryReleased):
        write("Seven.", amina, again)


def test_an_agreed_summary_outlives_its_writer_and_one_that_waits_does_not(db: Session, pair: Two) -> None:
    amina, mei = pair.mentor.id, pair.mentee.id
    reviews = [opened(db, pair, by=mei)]
    reviews.append(
        services.open_review(
            db, pair.pair, point=ReviewPoint.END, on=TODAY + timedelta(days=1), by=mei, public_id="r2", at=NOW
        )
    )
    for review in reviews:
        services.write_summary(
            db, VAULT, pair.pair, review, text="Words", seen=services.summary_mark(None), by=amina, at=NOW
        )  # fmt: skip
    shown = services.summary_mark(queries.summary(db, VAULT, reviews[0].id))
    services.agree(db, VAULT, pair.pair, reviews[0], seen=shown, by=mei, at=NOW)
    services.erase(db, amina)
    assert [queries.summary(db, VAULT, each.id) is not None for each in reviews] == [True, False]


def test_a_review_from_its_opening_to_the_report(app: Flask, db: Session, pair: Two) -> None:
    signed(db, pair)
    amina, mei = Browser(app).sign_in(pair.mentor), Browser(app).sign_in(pair.mentee)
    review = mei.get("/pairs/aminaandmei/reviews").submit("Open it", point="half-way").follow()
    here = mei.address
    assert "Say how it goes, for a review" in amina.get("/pairs/aminaandmei").words
    part = mei.get(f"{here}/mine")
    assert "specific 2" in part.words
    part.submit("Keep it", moved_2="Every morning", **APART)
    theirs = amina.get(here)
    assert "Every morning" in theirs.words
    assert "Mostly" not in theirs.words
    file = amina.get(f"{here}/mine.md").text.replace("- [ ] Hardly", "- [x] Hardly", 2)
    filled = file.replace("{#evidence_2}\n", "{#evidence_2}\n\nA count\n", 1)
    amina.get(f"{here}/file").submit("Take it in", file=upload(filled.encode(), "m.md", "text/markdown"))
    amina.get(f"{here}/mine").submit("Keep it", brings="both", judges="no", next="change")
    compared = amina.get(here)
    assert "Mostly" in compared.words
    assert "You both say Change something" in compared.words
    assert "A count" in mei.get(f"{here}.md").text
    compared.submit("Put it to Mei Tan", words=" ".join(["word"] * 61)).errors()[0].index("60 words")
    compared.submit("Put it to Mei Tan", words="Five meetings. Pace.")
    assert mei.get(f"{here}/report.pdf").status == 404
    assert "Agree to the summary" in mei.get("/pairs/aminaandmei").words
    mei.get(here).submit("I agree to these words")
    assert amina.post(f"{here}/summary/release", {"readers": "tutor", "name": "Amina", "shown": "x"}).status == 403
    released = mei.get(here)
    refused = released.submit("Sign the release", readers=["nobody", "tutor"], name="Mei Tan")
    assert (refused.status, len(refused.errors())) == (422, 1)
    refused.submit("Sign the release", readers=["tutor"], name="Mei Tan")
    report = amina.get(f"{here}/report.md").text
    assert "Five meetings. Pace." in report
    assert "Every morning" not in report
    assert amina.get(f"{here}/report.pdf").response.data.startswith(b"%PDF")
    target = mei.get(here).submit("Set the target", what="Count to five", due_on="1 March 2027")
    assert "among your targets" in target.follow().words
    mei.get(here).submit("Set the target", what="Count to five", due_on="1 March 2027")  # pressed twice
    assert mei.get(f"{here}.md").text.count("Count to five") == 1
    assert review.h1 == "Half way"
