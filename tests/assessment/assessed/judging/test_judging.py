"""Judging a try: kept while it is written, looked over, saved once; blind, and refused to whoever may not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from learnmentor.accounts.models import Role
from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.judging import queries
from learnmentor.assessment.assessed.models import AssessorScope, Assignment, Judgement, Submission
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, JudgementKind, Outcome, SubmissionState
from learnmentor.jobs.models import Job
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.judging.conftest import AS_SCRIPT, WHOLE, Desk
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two
from tests.page import Browser, Page

TRY = "/assessing/thetry"
REFER = {"outcome": "refer", "met_3": "not-yet", "missing": "Cite two sources.", "close": "y"}


def looked_over(browser: Browser, to: str = TRY, **changed: str) -> Page:
    """Write a whole judgement, and look it over."""
    return browser.post(to, {**WHOLE, **changed, "do": "look"}).follow()


def marks(page: Page) -> str:
    return str(page.one("input[name=seen]")["value"])


def test_a_refer_is_looked_over_saved_once_and_kept_for_whoever_judges_next(desk: Desk, as_carys: Browser) -> None:
    page = looked_over(as_carys, **REFER, comment_3="Which two would you choose?", place_0="page 2")
    for said in ("Refer", "Cite two sources.", "Not yet", "It was close", "About 800 words: page 2", "Which two"):
        assert said in page.words
    assert "some work is judged a second time first" in page.words
    assert desk.db.query(Job).count() == 0
    page.submit("Save this judgement")
    as_carys.post(f"{TRY}/save", {"seen": "1"})  # the button pressed twice
    saved = desk.judgement()
    assert (saved.outcome, saved.close, saved.not_met, saved.saved_at) == (Outcome.REFER, True, 1, NOW)
    assert queries.typed_of(desk.vault, saved).work.missing == "Cite two sources."
    assert desk.db.query(Submission).one().state == SubmissionState.JUDGED
    assert desk.db.query(Assignment).one().ended_as == AssignmentEnd.JUDGED
    job = desk.db.query(Job).one()
    assert (job.kind, job.args) == (submissions.JUDGED, {"try": desk.tried.id, "judgement": saved.id})
    after = as_carys.get(TRY)
    assert "It stays as it is." in after.words
    assert not after.soup.select("form[data-saves]")
    changed = as_carys.post(TRY, {**WHOLE, "note": "Something else"}, **AS_SCRIPT)
    assert changed.status == 409
    assert desk.judgement().changes == saved.changes


def test_what_is_lacking_is_said_beside_its_field_and_the_draft_is_kept(desk: Desk, as_carys: Browser) -> None:
    page = as_carys.post(TRY, {**WHOLE, "met_0": "", "part_1": "", "met_3": "not-yet", "note": "So far", "do": "look"})
    assert page.status == 422
    assert page.errors() == [
        "Say whether P1.1-1 is met or not yet.",
        "Choose the part of the work that shows P1.2-1.",
        "A pass needs every criterion met, and you marked one or more as not yet. Refer it, or look at those again.",
    ]
    assert "So far" in as_carys.get(TRY).text
    assert as_carys.get(f"{TRY}/look-over").response.headers["Location"] == TRY
    refused = as_carys.post(f"{TRY}/save", {"seen": "1"})
    assert refused.response.headers["Location"] == TRY
    assert desk.judgement().saved_at is None
    long = as_carys.post(TRY, {**WHOLE, "comment_0": "x" * 2_001})
    assert (long.status, "Keep this to 2,000 characters" in long.words) == (422, True)


def test_two_windows_of_one_assessor_lose_nothing_and_save_what_was_looked_over(desk: Desk, as_carys: Browser) -> None:
    page = as_carys.get(TRY)
    begun = {**WHOLE, "seen": marks(page)}
    first = as_carys.post(TRY, {**begun, "note": "One", "comment_0": "Here"}, **AS_SCRIPT).response.get_json()
    second = as_carys.post(TRY, {**begun, "note": "Two", "comment_1": "There"}, **AS_SCRIPT).response.get_json()
    assert (first["both"], second["both"]) == (False, True)
    work = queries.typed_of(desk.vault, desk.judgement()).work
    assert (work.note, work.criteria[0].comment, work.criteria[1].comment) == ("One\nTwo", "Here", "There")
    over = looked_over(as_carys, seen=marks(as_carys.get(TRY)), note="Three")
    as_carys.post(TRY, {**WHOLE, "seen": marks(as_carys.get(TRY)), "note": "Four"})
    again = over.submit("Save this judgement").follow()
    assert "You changed this in another window since" in again.words
    assert desk.judgement().saved_at is None
    again.submit("Save this judgement")
    assert queries.typed_of(desk.vault, desk.judgement()).work.note == "Four"
    assert desk.judgement().saved_at == NOW


Change = Callable[[Desk], object]


def in_conflict(desk: Desk) -> None:
    two(desk.db, mentor=desk.carys, mentee=desk.amina)


def test_whoever_became_the_learners_mentor_is_told_before_they_read_on(desk: Desk, as_carys: Browser) -> None:
    as_carys.post(TRY, {**WHOLE, "note": "So far"})
    in_conflict(desk)
    page = as_carys.get(TRY)
    assert "mentor, mentee or manager" in page.words
    assert "What I learned." not in page.text
    assert "So far" not in page.text
    page.submit("Give it back now")
    desk.db.rollback()
    assert desk.db.query(Assignment).one().ended_at


def another_scope(desk: Desk) -> None:
    for scope in desk.db.query(AssessorScope):
        scope.levels = [5]


@pytest.mark.parametrize(
    ("change", "end", "said"),
    [
        (in_conflict, AssignmentEnd.CONFLICT, "mentor, mentee or manager"),
        (another_scope, AssignmentEnd.ROLE_ENDED, "does not cover this unit, level or learner any more"),
    ],
)
def test_whether_they_may_judge_is_asked_again_when_they_save(
    desk: Desk, as_carys: Browser, change: Change, end: AssignmentEnd, said: str
) -> None:
    page = looked_over(as_carys)
    change(desk)
    desk.db.commit()
    assert said in page.submit("Save this judgement").follow().words
    assert desk.judgement().saved_at is None
    assert desk.db.query(Assignment).one().ended_as == end
    assert desk.db.query(Submission).one().state == SubmissionState.HANDED_IN
    assert desk.db.query(Job).count() == 0
    assert as_carys.get(TRY).status == 404


def test_whose_role_ended_yesterday_reads_and_saves_nothing(desk: Desk, as_carys: Browser) -> None:
    page = looked_over(as_carys)
    desk.db.query(Role).filter_by(person_id=desk.carys.id).one().ends_on = TODAY.replace(day=20)
    desk.db.commit()
    assert page.submit("Save this judgement").status == 403
    assert as_carys.get(TRY).status == 403
    assert desk.judgement().saved_at is None


def test_what_was_given_up_or_erased_is_not_judged_and_a_draft_waits_for_its_writer(
    desk: Desk, as_carys: Browser
) -> None:
    page = looked_over(as_carys, note="A draft")
    desk.tried.body = None
    desk.db.commit()
    assert "There is nothing to judge here any more" in page.submit("Save this judgement").follow().words
    desk.asked.ended_at, desk.asked.ended_as = NOW, AssignmentEnd.HANDED_BACK
    desk.db.commit()
    late = as_carys.post(TRY, {**WHOLE, "note": "Typed too late"})
    assert as_carys.get(TRY).status == late.status == 404
    assert "You are not asked to judge this any more" in late.words
    assert "Typed too late" in late.text
    works.assigned(desk.db, desk.tried, desk.carys)
    desk.db.commit()
    assert queries.typed_of(desk.vault, desk.judgement()).work.note == "A draft"
    submissions.give_up(desk.db, desk.made, by=desk.amina.id, at=NOW)
    desk.db.commit()
    assert as_carys.get(TRY).status == 404


def test_a_draft_that_no_key_opens_is_not_written_over(
    desk: Desk, as_carys: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_carys.post(TRY, {**WHOLE, "note": "Kept"})
    before = desk.judgement().body
    monkeypatch.setitem(desk.app.config, "VAULT", replace(desk.vault, keys=(b"x" * 32,)))
    for page in (as_carys.get(TRY), as_carys.post(TRY, {**WHOLE, "note": "New"}), as_carys.get(f"{TRY}/look-over")):
        assert page.status == 409
        assert "has lost the key to it" in page.words
    assert desk.judgement().body == before


def everything_that_opens(desk: Desk, browser: Browser) -> Iterator[Page]:
    """What somebody who judges can reach of the try, by every address of these rooms that is there."""
    for rule in desk.app.url_map.iter_rules():
        if rule.rule.startswith(("/assess", "/moderat", "/profile/opened")) and "GET" in (rule.methods or ()):
            yield browser.get(re.sub(r"<[^>]+>", "thetry", re.sub(r"<int:[^>]+>", "1", rule.rule)))
    yield browser.post(TRY, {**WHOLE, "met_0": "", "do": "look"})
    yield browser.post(TRY, WHOLE, **AS_SCRIPT)
    yield browser.post(f"{TRY}/save", {"seen": "99"})


def test_a_second_judgement_is_made_without_the_first_its_outcome_or_its_author(desk: Desk, as_farid: Browser) -> None:
    said = replace(works.words(met=False, comment="skylark", note="skylark"), missing="skylark")
    first = works.judged(desk.db, desk.vault, desk.tried, desk.carys, outcome=Outcome.REFER, close=True, said=said)
    works.assigned(desk.db, desk.tried, desk.farid, kind=AssignmentKind.SECOND)
    desk.db.commit()
    walked = list(everything_that_opens(desk, as_farid))
    assert sum(page.status == 200 for page in walked) > 3
    for page in walked:
        for told in ("skylark", "Carys", first.public_id, "Cite two sources"):
            assert told not in page.text
    page = as_farid.get(TRY)
    assert "This is a second judgement" in page.words
    looked_over(as_farid, seen=marks(page), met_0="met", outcome="pass").submit("Save this judgement")
    desk.db.rollback()
    both = {each.assessor_id: each for each in desk.db.query(Judgement)}
    assert [both[who.id].outcome for who in (desk.carys, desk.farid)] == [Outcome.REFER, Outcome.PASS]
    assert both[desk.farid.id].kind == JudgementKind.SECOND
    assert queries.typed_of(desk.vault, both[desk.carys.id]).work == said
    assert "skylark" not in as_farid.get(TRY).text
    assert desk.db.query(Submission).one().state == SubmissionState.JUDGED


def test_names_are_hidden_both_ways_where_the_installation_says_so(
    desk: Desk, as_carys: Browser, as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Amina Yusuf" in as_carys.get(TRY).words
    assert "Carys Pritchard opened what you handed in for P1" in as_amina.get("/profile/opened").words
    monkeypatch.setitem(desk.app.config, "SETTINGS", replace(desk.app.config["SETTINGS"], assessment_names_hidden=True))
    for page in (as_carys.get(TRY), looked_over(as_carys, **REFER), as_carys.get("/assessing/judged")):
        assert "Amina" not in page.text
    told = as_amina.get("/profile/opened")
    assert "An assessor or moderator opened what you handed in for P1" in told.words
    assert "Carys" not in told.text


def test_ones_own_judgements_are_listed_with_what_was_released(
    desk: Desk, as_carys: Browser, as_farid: Browser
) -> None:
    assert "Nothing judged yet" in as_farid.get("/assessing/judged").words
    works.passed(desk.db, desk.vault, desk.amina, desk.carys)
    overturned = works.passed(desk.db, desk.vault, desk.amina, desk.carys, level=5)
    overturned.tried.outcome = Outcome.REFER
    waiting = works.handed_in(desk.db, desk.vault, works.submission(desk.db, desk.amina, level=6))
    works.judged(desk.db, desk.vault, waiting, desk.carys, outcome=Outcome.REFER)
    for _ in range(23):
        works.passed(desk.db, desk.vault, factories.person(desk.db), desk.carys, level=7)
    desk.db.commit()
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for number in (1, 2)
        for row in as_carys.get(f"/assessing/judged?page={number}").soup.select("tbody tr")
    ]
    assert len(rows) == 26
    told = {row[0]: row[2:] for row in rows}
    assert told["P1 at level 4, try 1"] == ["Pass", "As you judged"]
    assert told["P1 at level 5, try 1"] == ["Pass", "As refer"]
    assert told["P1 at level 6, try 1"] == ["Refer", "Not yet"]


def test_a_judgement_after_an_appeal_stands_beside_and_moves_nothing(desk: Desk, as_carys: Browser) -> None:
    passed = works.passed(desk.db, desk.vault, desk.amina, desk.farid, outcome=Outcome.REFER)
    works.assigned(desk.db, passed.tried, desk.carys, kind=AssignmentKind.APPEAL)
    desk.db.commit()
    address = f"/assessing/{passed.tried.public_id}"
    assert "The learner appealed against an earlier result" in as_carys.get(address).words
    looked_over(as_carys, address).submit("Save this judgement")
    desk.db.rollback()
    (asked,) = queries.asked_to_judge(desk.db, passed.tried.id, desk.carys.id)
    appeal = asked.own
    assert appeal
    assert (appeal.kind, appeal.outcome) == (JudgementKind.APPEAL, Outcome.PASS)
    assert passed.tried.outcome == Outcome.REFER
    assert passed.submission.state == SubmissionState.PREPARING
    assert desk.db.query(Judgement).count() == 2
