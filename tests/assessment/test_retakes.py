"""An audit that is taken again keeps what was answered before, for its owner."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.activities import exercises, retakes
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.queries import passages
from learnmentor.assessment.activities.rules import State, Step
from learnmentor.courses.catalogue.models import Segment
from tests import factories
from tests.assessment import samples
from tests.page import Browser
from tests.statements import statements

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONE, TWO = {"line-1": ["not yet"], "line-2": ["I did"]}, {"line-1": ["often"], "line-2": ["both"]}
SHORT = "/segments/c1-s1"


class Audit:
    """One audit as its row stands after each save, a day later each time unless told otherwise."""

    def __init__(self) -> None:
        self.body: dict[str, Any] = {}
        self.was: State | None = None
        self.at = AT

    def save(self, fields: dict[str, list[str]], *, finish: bool = True, later: timedelta = timedelta(days=1)) -> Step:
        """What the service does, without a database."""
        now = self.at + later
        step = exercises.take(samples.audit(), self.was, self.body, fields, finish=finish)
        if self.was is not None:
            step = retakes.with_earlier(
                step, stored=self.body, was=self.was, stored_at=self.at, at=now, whole=finish and not step.problems
            )
        self.body, self.was, self.at = dict(step.body or {}), step.state, now
        return step

    @property
    def takes(self) -> list[str]:
        """What the first line held each time."""
        found = retakes.takes(self.body, was=self.was, saved_at=self.at)
        return [take.answers.get("1", "") for take in found]


def test_answers_that_are_changed_stay_beside_the_new_ones() -> None:
    audit = Audit()
    audit.save(ONE)
    assert audit.takes == ["not yet"]
    audit.save(TWO)
    assert audit.takes == ["not yet", "often"]


def test_what_saves_itself_takes_nothing_away_and_is_no_take() -> None:
    audit = Audit()
    audit.save(ONE)
    audit.save({"line-1": ["often"]}, finish=False)
    assert audit.takes == ["not yet"]
    assert retakes.is_open(audit.body)
    audit.save({"line-1": ["sometimes"]}, finish=False)
    audit.save({})
    assert audit.takes == ["not yet", "sometimes"]


def test_changed_and_changed_back_on_one_day_is_one_take() -> None:
    audit, soon = Audit(), timedelta(minutes=1)
    audit.save(ONE)
    audit.save(TWO, finish=False, later=soon)
    audit.save(ONE, later=soon)
    audit.save(ONE, later=soon)
    assert audit.takes == ["not yet"]


def test_the_same_answers_on_another_day_are_another_take() -> None:
    audit = Audit()
    audit.save(ONE)
    audit.save(ONE)
    assert audit.takes == ["not yet", "not yet"]


def test_afresh_lays_the_old_answers_face_down_and_done_stays_done() -> None:
    audit = Audit()
    audit.save(ONE)
    step = audit.save({"do": ["again"]})
    assert (step.state, audit.body["answers"], audit.takes) == (State.DONE, {}, ["not yet"])
    assert audit.save({"line-1": ["often"]}).problems
    audit.save(TWO)
    assert audit.takes == ["not yet", "often"]


@given(st.lists(st.tuples(st.sampled_from(["not yet", "sometimes", "often"]), st.booleans()), max_size=40))
def test_every_take_is_kept_up_to_a_bound_and_the_first_and_the_last_always(saves: list[tuple[str, bool]]) -> None:
    audit, said = Audit(), []
    for word, finish in saves:
        audit.save({"line-1": [word], "line-2": ["both"]}, finish=finish)
        said += [word] if finish else []
    assert len(audit.body.get("earlier", [])) <= retakes.MOST_EARLIER
    assert len(audit.takes) == min(len(said), len(audit.takes))
    if said:
        assert audit.takes[0] == said[0]
        assert audit.takes[-1] == said[-1]
    if len(said) <= retakes.MOST_EARLIER:
        assert audit.takes == said


def test_before_and_after_lie_side_by_side_for_their_owner_alone(
    app: Flask, db: Session, as_amina: Browser, as_ben: Browser
) -> None:
    factories.unit(db, "C1", segments=1, activities=[samples.audit()])
    db.commit()
    page = as_amina.get(SHORT).submit("Save my audit", **{"line-1": "not yet", "line-2": "I did"}).follow()
    assert not page.soup.select(".before-after")
    page = page.submit("Answer it afresh").follow()
    assert not page.soup.select("input[checked]")
    assert "are kept, face down" in page.words
    page = page.submit("Save my audit", **{"line-1": "often", "line-2": "I did"}).follow()
    rows = [[cell.text for cell in row.select("th, td")] for row in page.soup.select(".before-after tbody tr")]
    assert rows == [["I said how long we had", "not yet", "often"], ["Who chose the subject?", "I did", "I did"]]
    assert len(page.soup.select(".dots__before")) == 3  # two lines and the key
    assert len(page.soup.select(".dots__way")) == 1
    assert "before-after" not in as_ben.get(SHORT).text
    db.expire_all()
    row = db.scalars(select(Response)).one()
    assert row.body
    assert b"not yet" not in row.body
    vault = app.config["VAULT"]
    told = [passage.texts for passage in passages(db, vault, row.person_id)]
    assert told == [("not yet", "I did"), ("often", "I did")]
    segment = db.scalars(select(Segment)).one()
    assert vault.opens(row.body, place=response_place(row.person_id, segment.id, "last-meeting"))


def test_an_audit_that_is_done_again_costs_no_more_statements(app: Flask, db: Session, as_amina: Browser) -> None:
    factories.unit(db, "C1", segments=1, activities=[samples.audit()])
    db.commit()
    page = as_amina.get(SHORT).submit("Save my audit", **{"line-1": "not yet", "line-2": "I did"}).follow()
    page.submit("Save changes", **{"line-1": "often"})
    with statements(app) as sent:
        as_amina.get(SHORT)
    assert len(sent) <= 3, sent
