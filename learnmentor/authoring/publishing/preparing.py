"""A document made ready: safe HTML and all that its page needs as data. Nothing is parsed while a learner waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learnmentor.assessment.activities.formats.reader import KINDS, Activity, ActivityError, parse, read_options
from learnmentor.assessment.activities.formats.samples import SAMPLE
from learnmentor.authoring.documents import BRIEF, PAGE, RECORD, SEGMENT, UNIT, Document
from learnmentor.authoring.library import Library, criteria_of, outcomes_of, sources_of
from learnmentor.authoring.publishing import briefs, lessons
from learnmentor.markup import Rendered, render, typographic
from learnmentor.markup.outline import Fence, MarkupFault, cited

MINUTES = ("reading", "activity", "practice", "reflection")
_UNREAD = (
    '<div class="callout callout--warning"><p class="callout__title">Not readable yet</p>'
    "<p>The activity on line {line}.</p></div>"
)


@dataclass(frozen=True)
class Prepared:
    """What publishing stores and preview shows. `faults` are those met on the way; the checks add theirs."""

    document: Document
    title: str
    summary: str
    html: str
    data: dict[str, Any]
    rendered: Rendered
    activities: tuple[Activity, ...]
    faults: tuple[MarkupFault, ...]


def prepare(document: Document, library: Library) -> Prepared:
    """Render and parse; what is missing or wrong in the keys is left to the checks."""
    context = library.context(document, kinds=(SAMPLE,) if document.kind == RECORD else KINDS)
    rendered = render(document.body, context)
    activities: list[Activity] = []
    faults = list(rendered.faults)
    ids: dict[int, str] = {}  # of the activities that could be read
    for number, fence in enumerate(rendered.outline.fences if document.kind != RECORD else ()):
        try:
            activities.append(_activity(fence))
            ids[number] = activities[-1].id
        except ActivityError as error:
            faults.append(MarkupFault("activity", error.line, error.message, error.remedy))
    parts = _parts(rendered, ids)
    html = "".join(f'<div data-activity="{part}"></div>' if n % 2 else part for n, part in enumerate(parts))

    title, summary = (typographic(_string(document.front.get(key))) for key in ("title", "summary"))
    data: dict[str, Any] = {"title": title, "summary": summary}
    if document.kind == SEGMENT:
        data |= _segment(document, library, rendered)
        data["activities"], unknown = lessons.with_lessons(activities, library, context)
        faults += unknown
        data["parts"] = [part.strip() for part in parts]
    elif document.kind == UNIT:
        data |= _unit(document)
    elif document.kind == BRIEF:
        data |= briefs.brief(document, library, rendered, context)
    elif document.kind == RECORD:
        html, more, unread = lessons.record_page(rendered, context, criteria_of(document.front))
        data |= more
        faults += unread
    elif document.kind == PAGE and document.code == "sources":
        data["sources"] = [entry.as_data() for entry in sources_of(document.body).values()]
    data["sections"] = [{"id": id_, "title": words} for id_, words in rendered.sections]
    return Prepared(document, data["title"], summary, html, data, rendered, tuple(activities), tuple(faults))


def _activity(fence: Fence) -> Activity:
    options = read_options(fence.info, fence.line)
    return parse(fence.kind, options.pop("id", ""), options, fence.body, fence.line)


def _parts(rendered: Rendered, ids: Mapping[int, str]) -> list[str]:
    """HTML and ids of activities in turn, beginning and ending with HTML; one that could not be read is a callout."""
    parts = [""]
    for part in rendered.parts:
        if isinstance(part, str):
            parts[-1] += part
        elif part in ids:
            parts += [ids[part], ""]
        else:
            parts[-1] += _UNREAD.format(line=rendered.outline.fences[part].line)
    return parts


def _segment(document: Document, library: Library, rendered: Rendered) -> dict[str, Any]:
    front = document.front
    unit = _string(front.get("unit"))
    outcomes = library.outcomes.get(unit, {})
    minutes = front.get("minutes")
    return {
        "unit": unit,
        "minutes": {key: _whole(minutes.get(key)) if isinstance(minutes, Mapping) else 0 for key in MINUTES},
        "outcomes": [
            {"id": each, "text": outcomes[each]} for each in _strings(front.get("outcomes")) if each in outcomes
        ],
        "sources": _sources(document, library),
        "cases": _targets(front.get("cases"), library),
        "forms": _targets(front.get("forms"), library),
        "words": rendered.outline.words,
        "paragraphs": [each.digest for each in document.paragraphs],
    }


def _sources(document: Document, library: Library) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for written in _strings(document.front.get("sources")):
        for key, part in cited(written, library.sources) or []:
            found.setdefault(key, []).append(part.removeprefix(key).strip(" ,"))
    return [
        {**library.sources[key].as_data(), "sections": [section for section in dict.fromkeys(sections) if section]}
        for key, sections in found.items()
    ]


def _targets(codes: object, library: Library) -> list[dict[str, str]]:
    known = [(code, library.targets[code]) for code in _strings(codes) if code in library.targets]
    return [{"code": code, "title": target.title, "href": target.href} for code, target in known]


def _unit(document: Document) -> dict[str, Any]:
    front = document.front
    return {
        "family": _string(front.get("family")),
        "level": _whole(front.get("level")),
        "outcomes": [{"id": id_, "text": text} for id_, text in outcomes_of(document).items()],
        "prerequisites": _strings(front.get("prerequisites")),
        "group": _string(front.get("group")),
    }


def _string(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _strings(value: object) -> list[str]:
    return [each.strip() for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
