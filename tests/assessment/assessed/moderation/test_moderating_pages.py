"""Moderators take what is sampled without seeing how it was judged, compare two judgements, and agree on an outcome."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assignments import jobs as assigning
from learnmentor.assessment.assessed.assignments.services import assign
from learnmentor.assessment.assessed.models import Assignment, Judgement, ModerationSample, Result, Submission
from learnmentor.assessment.assessed.moderation import jobs, queries
from learnmentor.assessment.assessed.moderation.models import ModerationReport
from learnmentor.assessment.assessed.moderation.rules import SampleRule
from learnmentor.assessment.assessed.queries import judged_work
from learnmentor.assessment.assessed.rules import AssignmentKind, JudgementKind, Outcome
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.ground import clock
from learnmentor.ground.db import Database, database
from learnmentor.ground.vault import Vault
from learnmentor.stories.judged_work import Releasing
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.test_conflicts import pair_of
from tests.page import Browser, Page
from tests.racing import number_of
from tests.statements import statements

PASS, REFER = Outcome.PASS, Outcome.REFER
SECRETS = ("Borderline", "Pass", "Refer", "Cite two sources.", "Carys Pritchard", "Clear.")


@dataclass(frozen=True)
class Panel:
    """Amina's sampled try "thetry", which Carys judged as a pass and a close one; Farid and Grace moderate."""

    app: Flask
    db: Session
    amina: Person
    carys: Person
    farid: Person

    @property
    def vault(self) -> Vault:
        kept: Vault = self.app.config["VAULT"]
        return kept

    def sampled(self, person: Person, public_id: str = "", *, outcome: Outcome = PASS) -> ModerationSample:
        """A try of somebody's that Carys judged, and that is sampled."""
        tried = works.handed_in(self.db, self.vault, works.submission(self.db, person), public_id=public_id)
        first = works.judged(self.db, self.vault, tried, self.carys, outcome=outcome, close=True)
        made = ModerationSample(try_id=tried.id, judgement_id=first.id, sampled=True, reasons=["close"],
                                seed="0" * 64, drawn_at=works.NOW)  # fmt: skip
        self.db.add(made)
        self.db.commit()
        return made

    def second(self, sample: ModerationSample, outcome: Outcome = REFER) -> None:
        tried = self.db.get_one(works.SubmissionTry, sample.try_id)
        works.judged(self.db, self.vault, tried, self.farid, outcome=outcome, kind=JudgementKind.SECOND)
        self.db.commit()

    def browser(self, person: Person) -> Browser:
        return Browser(self.app).sign_in(person)


@pytest.fixture
def panel(app: Flask, db: Session, amina: Person) -> Panel:
    carys = factories.person(db, name="Carys Pritchard", roles=[RoleName.ASSESSOR])
    farid = factories.person(db, name="Farid Rahimi", roles=[RoleName.MODERATOR])
    works.assessor(db, carys)
    works.assessor(db, farid, role=RoleName.MODERATOR)
    db.commit()
    return Panel(app, db, amina, carys, farid)


@pytest.fixture
def as_farid(panel: Panel) -> Browser:
    return panel.browser(panel.farid)


def test_what_waits_says_nothing_of_how_it_was_judged_and_is_taken_with_one_press(
    panel: Panel, as_farid: Browser
) -> None:
    sample = panel.sampled(panel.amina, "thetry")
    page = as_farid.get("/moderating")
    assert "P1 at level 4" in page.words
    assert [said for said in SECRETS if said in page.words] == []
    taken = page.submit("Take it").follow()
    assert as_farid.address == "/assessing/thetry"
    assert [said for said in SECRETS if said in taken.words and said not in ("Pass", "Refer")] == []
    asked = panel.db.scalars(select(Assignment).where(Assignment.kind == AssignmentKind.SECOND)).one()
    assert (asked.try_id, asked.assessor_id, asked.by_id) == (sample.try_id, panel.farid.id, None)
    early = as_farid.get("/moderating/thetry").response.headers["Location"]
    assert early == "/moderating/thetry/second", "no comparison before both are saved"


def test_somebody_else_is_asked_and_never_the_one_who_judged_it_first(panel: Panel, as_farid: Browser) -> None:
    other = factories.person(panel.db, name="Olu Other", roles=[RoleName.ASSESSOR])
    works.assessor(panel.db, other)
    panel.sampled(panel.amina, "thetry")
    page = as_farid.get("/moderating/thetry/second")
    assert [option.text for option in page.soup.select("option")] == [
        "Choose somebody", "Farid Rahimi (0 to judge now)", "Olu Other (0 to judge now)",
    ]  # fmt: skip
    for nobody in ("", panel.carys.public_id):
        assert as_farid.post("/moderating/thetry/second", {"person": nobody}).status == 422
    said = as_farid.post("/moderating/thetry/second", {"person": other.public_id}).follow()
    assert "Olu Other is asked for a second judgement" in said.words
    late = as_farid.post("/moderating/thetry/take").follow()
    assert "Somebody else was asked for this a moment ago." in late.words


def _mentors(panel: Panel) -> None:
    pair_of(panel.db, panel.farid, panel.amina)


def _judged_first(panel: Panel) -> None:
    panel.db.scalars(select(Judgement)).one().assessor_id = panel.farid.id


def _for_level_five(panel: Panel) -> None:
    role = panel.db.scalars(select(Role).where(Role.person_id == panel.farid.id)).one()
    panel.db.get_one(works.AssessorScope, role.id).levels = [5]


def test_a_mentor_of_the_learner_and_whoever_is_for_another_level_find_nothing(panel: Panel, as_farid: Browser) -> None:
    panel.sampled(panel.amina, "thetry")
    _for_level_five(panel)
    panel.db.commit()
    assert "P1 at level 4" not in as_farid.get("/moderating").words
    assert as_farid.post("/moderating/thetry/take").status == 404


def test_a_moderator_of_a_part_finds_the_work_of_its_people_and_no_report(panel: Panel, as_farid: Browser) -> None:
    panel.sampled(panel.amina, "thetry")
    north = factories.organisation(panel.db)
    panel.db.scalars(select(Role).where(Role.person_id == panel.farid.id)).one().part_id = north.id
    panel.db.commit()
    assert "P1 at level 4" not in as_farid.get("/moderating").words
    assert as_farid.get("/moderating/thetry").status == 404
    factories.member(panel.db, panel.amina, north)
    panel.db.commit()
    page = as_farid.get("/moderating")
    assert "P1 at level 4" in page.words
    assert "Report of a period" not in page.words
    for address in ("/moderating/report", "/moderating/report/progress.json"):
        assert as_farid.get(address).status == 403


@pytest.mark.parametrize(("before", "status"), [(_mentors, 404), (_judged_first, 303)])
def test_a_second_judgement_is_never_a_mentors_nor_by_whoever_made_the_first(
    panel: Panel, as_farid: Browser, before: Callable[[Panel], None], status: int
) -> None:
    panel.sampled(panel.amina, "thetry")
    before(panel)
    panel.db.commit()
    answer = as_farid.post("/moderating/thetry/take")
    assert (answer.status, number_of(panel.db, Assignment)) == (status, 0)
    if status == 303:
        assert "You judged this already." in answer.follow().words


def test_where_nobody_can_be_second_it_says_so_and_what_to_do(panel: Panel, as_farid: Browser) -> None:
    panel.sampled(panel.amina, "thetry")
    _judged_first(panel)
    panel.db.scalars(select(Role).where(Role.person_id == panel.carys.id)).one().ends_on = works.TODAY.replace(day=1)
    panel.db.commit()
    said = "Ask an administrator to name a moderator or another assessor"
    assert said in as_farid.get("/moderating").words
    assert said in as_farid.get("/moderating/thetry/second").words
    grace = factories.person(panel.db, name="Grace", roles=[RoleName.ADMINISTRATOR])
    panel.db.commit()
    with statements(panel.app) as sent:
        desk = panel.browser(grace).get("/assessment")
    assert "Nobody here can judge P1 at level 4 a second time." in desk.words
    assert len(sent) <= 8, "\n\n".join(sent)


@pytest.mark.parametrize("ended", ["handed back", "recognised", "swept away"])
def test_a_second_judgement_that_came_back_is_offered_again(panel: Panel, as_farid: Browser, ended: str) -> None:
    other = factories.person(panel.db, name="Olu Other", roles=[RoleName.ASSESSOR])
    scope = works.assessor(panel.db, other)
    sample = panel.sampled(panel.amina, "thetry")
    works.assigned(panel.db, panel.db.get_one(works.SubmissionTry, sample.try_id), other, kind=AssignmentKind.SECOND)
    panel.db.commit()
    assert "Olu Other" in as_farid.get("/moderating").words
    if ended == "swept away":
        panel.db.get_one(Role, scope.role_id).ends_on = works.TODAY.replace(day=1)
        panel.db.commit()
        with panel.app.app_context():
            assigning.handlers()[assigning.SWEEP](database(), {})
    else:
        press = {"handed back": "hand-back", "recognised": "recognised"}[ended]
        assert panel.browser(other).post(f"/assessing/thetry/{press}").status == 303
    page = as_farid.get("/moderating")
    assert "Olu Other" not in page.words
    able = [each.text for each in as_farid.get("/moderating/thetry/second").soup.select("option")][1:]
    assert len(able) == (2 if ended == "handed back" else 1)
    assert page.submit("Take it").follow().status == 200
    panel.second(sample)
    found = panel.db.get_one(works.SubmissionTry, sample.try_id)
    with pytest.raises(NotNow):  # from a page of before: there is a second judgement, and they differ
        assign(panel.db, found, to=other.id, kind=AssignmentKind.SECOND, by=None, on=works.TODAY, at=works.NOW)


AGREED = {
    "reason": "The account names one source, and the criterion asks for two.", "outcome": "refer",
    "missing": "A second source.", "note": "Nearly there.", **{f"met_{n}": "met" for n in range(3)}, "met_3": "not-yet",
    **{f"part_{n}": "account" for n in range(4)}, **{f"comment_{n}": "" for n in range(4)},
    **{f"place_{n}": "" for n in range(4)},
}  # fmt: skip


def test_two_judgements_stand_side_by_side_and_an_agreed_outcome_keeps_both(
    panel: Panel, as_farid: Browser, base: Database
) -> None:
    panel.second(panel.sampled(panel.amina, "thetry"))
    page = as_farid.get("/moderating").click("P1 at level 4")
    for said in ("They came to different outcomes.", "They differ on 1 of 4.", "Carys Pritchard", "Cite two sources."):
        assert said in page.words
    assert number_of(panel.db, AccessRecord, AccessRecord.person_id == panel.amina.id) == 1
    assert page.one("#met_3 input[checked], input[name=met_3][checked]")["value"] == "met"
    other = page.click("Begin with the second judgement instead")
    assert other.one("input[name=met_3][checked]")["value"] == "not-yet"
    lacking = as_farid.post("/moderating/thetry/agreed", {**AGREED, "reason": " ", "outcome": "pass"})
    assert (lacking.status, len(lacking.errors())) == (422, 2)
    kept = as_farid.post("/moderating/thetry/agreed", AGREED).follow()
    assert "The agreed outcome is kept, beside both judgements." in kept.words
    again = as_farid.post("/moderating/thetry/agreed", AGREED).follow()
    assert "An outcome was agreed a moment ago." in again.words
    _worked(panel, base)
    result, kinds = panel.db.scalars(select(Result)).one(), panel.db.scalars(select(Judgement.kind)).all()
    said = judged_work(panel.vault, panel.db.get_one(Judgement, result.judgement_id))
    assert (result.outcome, sorted(kinds)) == (REFER, ["agreed", "first", "second"])
    assert (said.reason, said.missing) == (AGREED["reason"], "A second source.")
    assert "It is what the learner got" in as_farid.get("/moderating/thetry").words


def _worked(panel: Panel, base: Database) -> None:
    """The worker finds what lies there."""
    panel.db.rollback()
    jobs.sweeping(Releasing(SampleRule(20, 4), "Europe/London", "N"), now=lambda: works.NOW)(base, {})


def test_whoever_made_the_first_judgement_does_not_record_the_agreed_outcome(panel: Panel, as_farid: Browser) -> None:
    panel.second(panel.sampled(panel.amina, "thetry"))
    panel.db.scalars(select(Judgement).where(Judgement.kind == JudgementKind.FIRST)).one().assessor_id = panel.farid.id
    panel.db.commit()
    page = as_farid.get("/moderating/thetry")
    assert "so another moderator records the agreed outcome" in page.words
    assert page.soup.select("textarea") == []
    assert as_farid.post("/moderating/thetry/agreed", AGREED).status == 403


def test_a_judgement_that_no_key_opens_is_said_and_nothing_is_agreed_over_it(panel: Panel, as_farid: Browser) -> None:
    panel.second(panel.sampled(panel.amina, "thetry"))
    panel.db.scalars(select(Judgement).where(Judgement.kind == JudgementKind.SECOND)).one().body = b"of another key"
    panel.db.commit()
    for answer in (as_farid.get("/moderating/thetry"), as_farid.post("/moderating/thetry/agreed", {})):
        assert answer.status == 409
        assert "this installation has lost the key to one of them" in answer.words
    assert number_of(panel.db, Judgement) == 2


def test_a_report_is_asked_for_followed_and_read(panel: Panel, as_farid: Browser, base: Database) -> None:
    panel.second(panel.sampled(panel.amina))
    assert "This report was not made yet" in as_farid.get("/moderating/report").words
    wrong = as_farid.post("/moderating/report", {"starts_on": "2026-11-30", "ends_on": "2026-11-01"})
    assert "The last day is before the first one." in wrong.words
    made = as_farid.post("/moderating/report", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"})
    address = "/moderating/report?from=2026-11-01&to=2026-11-30"
    assert made.response.headers["Location"] == address
    assert as_farid.get(address).one("[data-progress]")["data-progress"].endswith("?from=2026-11-01&to=2026-11-30")
    panel.db.rollback()
    report_id = panel.db.scalars(select(ModerationReport.id)).one()
    progress = "/moderating/report/progress.json?from=2026-11-01&to=2026-11-30"
    assert json.loads(as_farid.get(progress).text) == {"state": "making", "percent": 0}
    panel.db.rollback()
    jobs.reporting(panel.vault, zone="Europe/London", now=clock.now)(base, {"report": report_id})
    assert json.loads(as_farid.get(progress).text) == {"state": "ready", "percent": 100}
    page: Page = as_farid.get(address)
    for said in ("0 of 1", "Not shown below 20 judged twice", "Carys Pritchard", "November 2026", "P1.3-1"):
        assert said in page.words, said
    assert page.soup.select("[data-progress]") == []


def test_a_report_tells_nobody_how_a_first_judgement_came_out_that_they_may_be_asked_to_follow(panel: Panel) -> None:
    sample, all_time = panel.sampled(panel.amina), (works.NOW.replace(year=2020), works.NOW.replace(year=2030))
    assert queries.how_many_judged(panel.db, *all_time) == 0
    panel.second(sample)
    assert queries.how_many_judged(panel.db, *all_time) == 1
    panel.sampled(panel.farid)
    last = panel.db.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()
    assert len(queries.judged_rows(panel.db, *all_time, after=-1, most=9)) == 1
    last.state = "given-up"
    assert len(queries.judged_rows(panel.db, *all_time, after=-1, most=9)) == 2, "nobody follows it any more"


def test_whoever_judges_anew_finds_no_judgement_of_it_as_a_moderator(panel: Panel, as_farid: Browser) -> None:
    sample = panel.sampled(panel.amina, "thetry")
    other = factories.person(panel.db, name="Olu Other", roles=[RoleName.ASSESSOR, RoleName.MODERATOR])
    for role in (RoleName.ASSESSOR, RoleName.MODERATOR):
        works.assessor(panel.db, other, role=role)
    panel.second(sample)
    sample.settled_at = works.NOW
    panel.db.commit()
    as_other = panel.browser(other)
    assert as_other.get("/moderating/thetry").status == 200
    tried = panel.db.get_one(works.SubmissionTry, sample.try_id)
    works.assigned(panel.db, tried, other, kind=AssignmentKind.APPEAL)
    panel.db.commit()
    assert as_other.get("/moderating/thetry").status == 404
    assert "P1 at level 4" not in as_other.get("/moderating").words
    assert as_farid.get("/moderating/thetry").status == 200


def test_a_thousand_samples_cost_the_page_no_more_than_eight_statements(panel: Panel, as_farid: Browser) -> None:
    sample = panel.sampled(panel.amina)
    panel.second(sample)
    _thousand(panel, sample)
    with statements(panel.app) as sent:
        page = as_farid.get("/moderating")
    assert "1000 pieces of work" in page.words
    assert "the first 99 are shown" in page.words
    assert len(sent) <= 8, "\n\n".join(sent)


def _thousand(panel: Panel, like: ModerationSample) -> None:
    """A thousand more of a kind, in bulk."""
    db = panel.db
    first, tried = db.get_one(Judgement, like.judgement_id), db.get_one(works.SubmissionTry, like.try_id)
    made = db.get_one(Submission, tried.submission_id)
    _copies(db, made, lambda n: {"public_id": f"s{n}"})
    _copies(db, tried, lambda n: {"public_id": f"t{n}", "submission_id": made.id + n})
    highest = max(db.scalars(select(Judgement.id)))
    _copies(db, first, lambda n: {"public_id": f"j{n}", "try_id": tried.id + n, "id": highest + n})
    _copies(db, like, lambda n: {"try_id": tried.id + n, "judgement_id": highest + n})
    db.commit()


def _copies(db: Session, row: Submission, changed: Callable[[int], dict[str, object]]) -> None:
    table = type(row)
    values = {column.key: getattr(row, column.key) for column in table.__mapper__.column_attrs}
    key = "try_id" if table is ModerationSample else "id"
    rows = [{**values, key: values[key] + n, **changed(n)} for n in range(1, 1_001)]
    db.execute(table.__table__.insert(), rows)
