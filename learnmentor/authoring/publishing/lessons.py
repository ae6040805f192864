"""Lesson records made ready: their own pages, and what the activities that standardise take from them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any

from learnmentor.assessment.activities.formats.kinds import Render, Standardise
from learnmentor.assessment.activities.formats.reader import Activity, ActivityError, Text
from learnmentor.assessment.activities.formats.samples import SAMPLE, SampleSet, read_samples
from learnmentor.authoring.library import Lesson, Library
from learnmentor.markup import Context, Rendered, render, render_inner, typographic
from learnmentor.markup.outline import MarkupFault

JUDGED = "criteria"  # the name of the set in which assessors judge the record by its criteria


def record_page(
    rendered: Rendered, context: Context, criteria: Mapping[str, str]
) -> tuple[str, dict[str, Any], list[MarkupFault]]:
    """The page of a record: the lesson, with the samples folded for those who have written their own; and its data."""
    write = _writer(context)
    try:
        sets = _samples(rendered)
    except ActivityError as error:
        return rendered.html, {}, [MarkupFault("activity", error.line, error.message, error.remedy)]
    faults = []
    if "" not in sets:
        faults.append(MarkupFault("activity", 1, "The record has no samples of feedback.", "Write two to six."))
    if criteria and (astray := _astray(tuple(criteria), sets.get(JUDGED), f"set “{JUDGED}” of the record")):
        faults.append(MarkupFault("activity", 1, *astray))
    html = rendered.html + "".join(_folded(each, write) for each in sets.values())
    judged = _compared(sets[JUDGED], write) if criteria and not faults else []
    return html, {"lesson": rendered.html, "criteria": dict(criteria), "judged": judged}, faults


def _astray(letters: tuple[str, ...], samples: SampleSet | None, what: str) -> tuple[str, str] | None:
    """What is wrong where the questions of samples do not begin with these criteria, and what to do."""
    asked = samples.questions if samples else ()
    for number, letter in enumerate(letters):
        if number >= len(asked) or not asked[number].startswith(f"Criterion {letter}."):
            remedy = f"Begin its {_NTH[number]} question with “Criterion {letter}.”"
            return f"The {what} does not ask about criterion {letter} in its place.", remedy
    return None


_NTH = ("first", "second", "third", "fourth", "fifth", "sixth")


def with_lessons(
    activities: Iterable[Activity], library: Library, context: Context
) -> tuple[list[dict[str, Any]], list[MarkupFault]]:
    """Activities as data; those that standardise with the lesson, the questions and the samples of their record."""
    write, shown, faults = _writer(context), [], []
    for activity in activities:
        data = activity.as_data(write)
        if isinstance(activity, Standardise):
            try:
                data |= _lesson(activity, library.records, context)
            except ActivityError as error:
                faults.append(MarkupFault("activity", activity.line, error.message, error.remedy))
                data |= {"lesson_title": "", "lesson": "", "questions": [], "samples": [], "criteria": {}}
        shown.append(data)
    return shown, faults


def _lesson(activity: Standardise, records: Mapping[str, Lesson], context: Context) -> dict[str, Any]:
    if not (lesson := records.get(activity.record)):
        known = ", ".join(sorted(records)) or "none yet"
        what = f"There is no record “{activity.record}”."
        raise ActivityError(activity.line, what, f"Use the code of one: {known}.")
    within = replace(context, kinds=(SAMPLE,), first_line=lesson.body_line, heading_prefix=f"{activity.id}-")
    rendered, write = render(lesson.body, within), _writer(within)
    sets = _samples(rendered)
    if activity.samples not in sets:
        known = ", ".join(f"“{name}”" if name else "the usual one, without a name" for name in sets)
        message = f"{activity.record} has no set of samples “{activity.samples}”."
        raise ActivityError(activity.line, message, f"It has: {known or 'none'}.")
    chosen = sets[activity.samples]
    _demand_criteria(activity, lesson, chosen)
    return {
        "criteria": {letter: lesson.criteria[letter] for letter in activity.criteria},
        "lesson_title": lesson.title,
        "lesson": rendered.html,
        "questions": [typographic(question) for question in chosen.questions],
        "samples": _compared(chosen, write),
    }


def _demand_criteria(activity: Standardise, lesson: Lesson, chosen: SampleSet) -> None:
    """Raise where the activity judges by criteria that the record has not, or that its samples do not ask about."""
    if missing := [letter for letter in activity.criteria if letter not in lesson.criteria]:
        message = f"{activity.record} has no criterion {missing[0]}."
        raise ActivityError(activity.line, message, "Add it to the criteria at the top of the record.")
    if astray := _astray(activity.criteria, chosen, f"set of samples “{activity.samples}”"):
        raise ActivityError(activity.line, *astray)


def _compared(samples: SampleSet, write: Render) -> list[dict[str, Any]]:
    """The samples of a set as data."""
    return [
        {
            "title": typographic(sample.title),
            "answers": [write(answer) for answer in sample.answers],
            "why_html": write(sample.why) if sample.why else "",
        }
        for sample in samples.samples
    ]


def _writer(context: Context) -> Render:
    def write(text: Text, *, inline: bool = False) -> str:
        return render_inner(text.source, context, inline=inline)

    return write


def _samples(rendered: Rendered) -> dict[str, SampleSet]:
    return read_samples((fence.info, fence.body, fence.line) for fence in rendered.outline.fences)


def _folded(samples: SampleSet, write: Render) -> str:
    parts = []
    for sample in samples.samples:
        lines = zip(samples.questions, sample.answers, strict=True)
        answers = "".join(f"<dt>{escape(typographic(asked))}</dt><dd>{write(said)}</dd>" for asked, said in lines)
        title, why = escape(typographic(sample.title)), write(sample.why) if sample.why else ""
        parts.append(f'<details class="disclosure"><summary>{title}</summary><dl>{answers}</dl>{why}</details>')
    return "".join(parts)
