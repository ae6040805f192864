"""The page of an observation: how it stands, what its reader may read, what the reader can do next."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response
from flask.typing import ResponseReturnValue

from learnmentor.ground.db import db
from learnmentor.mentoring.observations import queries, rules, wording
from learnmentor.mentoring.observations.form_observation import FACT_FIELDS, FACTS, FOCUS, TARGET, form_of
from learnmentor.mentoring.observations.forms import FocusSeenForm, SecondObserverForm, VisitDayForm
from learnmentor.mentoring.observations.lessons import FictionalLesson, lesson_of
from learnmentor.mentoring.observations.queries import WrittenSheets
from learnmentor.mentoring.observations.rules import ObservationSheet
from learnmentor.mentoring.observations.views.inside import ObservationSeen
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.sheet import PaperSheet, in_words, sheet_of
from learnmentor.mentoring.targets.queries import OpenedTarget
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.pages import page


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it is read: whose it is, and what stands on it; None where it is not open to the reader yet."""

    by: str
    own: bool
    values: Any
    sheet: PaperSheet | None
    ready: bool


@dataclass(frozen=True)
class StepLine:
    """One thing that the reader can do next."""

    says: str
    href: str


@dataclass(frozen=True)
class SecondLine:
    """How it stands with the second observer."""

    address: str | None  # until both agreed
    by_me: bool
    agreed: bool
    answer: str | None


@dataclass(frozen=True)
class ObservationPage:
    """An observation for one of the two, or for its second observer."""

    seen: PairSeen | None
    inside: ObservationSeen
    title: str
    purpose: str
    stage: str
    tone: str
    observer_is: str  # to whoever is watched, in words
    told: Any  # the facts of the session, as the observer wrote them
    focus: PaperSheet | None
    evidence: Sequence[ReadSheet]
    account: ReadSheet | None
    learned: Sequence[ReadSheet]
    evaluation: ReadSheet | None
    targets: Sequence[OpenedTarget]
    steps: Sequence[StepLine]
    lesson: FictionalLesson | None
    second: SecondLine | None
    may_ask_second: bool
    may_agree: bool
    may_propose: bool
    may_take_back: bool
    may_move: bool
    may_set_target: bool
    held: bool  # whether the day of the visit has come
    focus_form: PaperForm
    marks: str  # of the reader's own cells, as JSON
    agree_form: FocusSeenForm
    target_form: PaperForm
    day_form: VisitDayForm
    second_form: SecondObserverForm


def observation_page(
    inside: ObservationSeen,
    status: int = 200,
    *,
    focus: PaperForm | None = None,
    target: PaperForm | None = None,
    day: VisitDayForm | None = None,
    second: SecondObserverForm | None = None,
) -> ResponseReturnValue:
    """The page, with whatever form was refused."""
    vault, found, facts = installation.vault(), inside.found, inside.facts
    written = queries.written(db.session, vault, found, reader_id=inside.me.id)
    two = inside.seen is not None
    targets = queries.targets_of(db.session, vault, found) if two and facts.opened and not facts.practice else []
    lesson = lesson_of(db.session, found.record_code) if found.record_code else None
    writes = inside.open and two
    context = ObservationPage(
        seen=inside.seen,
        inside=inside,
        title=title_of(inside, lesson),
        purpose=wording.PURPOSES[found.purpose],
        stage=wording.STAGES[facts.stage],
        tone=wording.TONES.get(facts.stage, "plain"),
        observer_is=in_words(FACT_FIELDS[0], written.of(ObservationSheet.FACTS, facts.observer_id) or {}),
        told=written.of(ObservationSheet.FACTS, facts.observer_id) or FACTS.empty,
        focus=_focus(inside, written),
        evidence=[_read(inside, written, ObservationSheet.EVIDENCE, each) for each in _observers(inside)],
        account=_one(inside, written, ObservationSheet.ACCOUNT),
        learned=[
            each
            for each in (_read(inside, written, ObservationSheet.LEARNED, by) for by in _observers(inside))
            if each.values
        ],
        evaluation=_one(inside, written, ObservationSheet.EVALUATION),
        targets=targets,
        steps=_steps(inside, written, targets=len(targets)),
        lesson=lesson,
        second=_second(inside) if two else None,
        may_ask_second=writes and rules.may_ask_second(found.purpose, facts),
        may_agree=writes and rules.may_agree_focus(inside.me.id, facts),
        may_propose=writes and inside.may_write(ObservationSheet.FOCUS),
        may_take_back=inside.open and rules.may_take_back(inside.me.id, facts),
        may_move=writes and rules.may_call_off(facts),
        may_set_target=writes and facts.opened and not facts.practice and len(targets) < rules.MOST_TARGETS_OF_ONE,
        held=rules.visit_has_been(facts, on=installation.today()),
        focus_form=focus or web_form(FOCUS, written.of(ObservationSheet.FOCUS, inside.me.id), blank=True),
        marks=json.dumps(dict(written.marks)),
        agree_form=FocusSeenForm(blank=True, data={"number": str(found.focus_no)}),
        target_form=target or web_form(TARGET, blank=True),
        day_form=day or VisitDayForm(blank=True, data={"held_on": found.held_on}),
        second_form=second or SecondObserverForm(blank=True),
    )
    return make_response(page("mentoring/observations/observation.html", context), status)


def title_of(inside: ObservationSeen, lesson: FictionalLesson | None) -> str:
    """What an observation is called: who watches whom, or the lesson that is practised on."""
    if inside.facts.practice:
        return f"Practice: {lesson.title}" if lesson else "Practice on a lesson"
    observer, observed = inside.facts.observer_id, inside.facts.observed_id
    if inside.me.id == observer:
        return f"You watch {inside.name_of(observed)}"
    return f"{inside.name_of(observer)} watches {'you' if inside.me.id == observed else inside.name_of(observed)}"


def _observers(inside: ObservationSeen) -> list[int]:
    facts = inside.facts
    return [each for each in (facts.observer_id, facts.second_id) if each is not None]


def _focus(inside: ObservationSeen, written: WrittenSheets) -> PaperSheet | None:
    values = written.of(ObservationSheet.FOCUS, inside.facts.focus_by)
    return sheet_of(FOCUS, values) if values and values.get("focus") else None


def _read(inside: ObservationSeen, written: WrittenSheets, sheet: ObservationSheet, by: int) -> ReadSheet:
    values = written.of(sheet, by)
    definition = form_of(sheet, practice=inside.facts.practice)
    shown = sheet_of(definition, values) if values else None
    ready = by in inside.facts.ready if sheet == ObservationSheet.EVIDENCE else True
    return ReadSheet(inside.says(by), by == inside.me.id, values, shown, ready)


def _one(inside: ObservationSeen, written: WrittenSheets, sheet: ObservationSheet) -> ReadSheet | None:
    observed = inside.facts.observed_id
    return None if observed is None else _read(inside, written, sheet, observed)


def _steps(inside: ObservationSeen, written: WrittenSheets, *, targets: int) -> list[StepLine]:
    if not inside.open:
        return []
    told = bool(written.of(ObservationSheet.LEARNED, inside.me.id))
    waits = rules.waits_for(inside.me.id, inside.facts, targets=targets, learned=told, on=installation.today())
    return [StepLine(wording.STEPS[each], step_address(inside, each)) for each in waits]


def step_address(inside: ObservationSeen, step: rules.ObservationStep) -> str:
    """Where a step is taken."""
    sheet = wording.SHEET_OF_STEP.get(step)
    return inside.sheet_address(sheet) if sheet else f"{inside.page}#{wording.PLACE_OF_STEP[step]}"


def _second(inside: ObservationSeen) -> SecondLine | None:
    asked = queries.guest(db.session, inside.found)
    if asked is None:
        return None
    address = queries.address_asked(installation.vault(), asked)
    return SecondLine(address, asked.asked_by_id == inside.me.id, asked.agreed_at is not None, asked.answer)
