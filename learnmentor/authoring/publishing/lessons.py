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


def record_page(rendered: Rendered, context: Context) -> tuple[str, list[MarkupFault]]:
    """The page of a record: the lesson, with the samples folded for those who have written their own."""
    write = _writer(context)
    try:
        sets = _samples(rendered)
    except ActivityError as error:
        return rendered.html, [MarkupFault("activity", error.line, error.message, error.remedy)]
    none = (
        []
        if "" in sets
        else [MarkupFault("activity", 1, "The record has no samples of feedback.", "Write two to six.")]
    )
    return rendered.html + "".join(_folded(each, write) for each in sets.values()), none


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
                data |= {"lesson_title": "", "lesson": "", "questions": [], "samples": []}
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
    return {
        "lesson_title": lesson.title,
        "lesson": rendered.html,
        "questions": [typographic(question) for question in chosen.questions],
        "samples": [
            {
                "title": typographic(sample.title),
                "answers": [write(answer) for answer in sample.answers],
                "why_html": write(sample.why) if sample.why else "",
            }
            for sample in chosen.samples
        ],
    }


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
