"""The assessed version of a unit made ready: its sizes, its criteria under their outcomes, and its parts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from learnmentor.authoring.documents import Document
from learnmentor.authoring.library import Library
from learnmentor.courses.catalogue.assessed_versions import criterion_key
from learnmentor.courses.catalogue.prepared_data import BriefPartData, OutcomeCriteria
from learnmentor.markup import Context, Rendered, render, typographic
from learnmentor.markup.found import Heading

TASK = "The task"  # the section of a brief whose headings of the third rank are its parts
_DEFINITION = re.compile(r"^\[([^\]\n]+)\]:.*(?:\n(?: {4}|\t).*)*", re.MULTILINE)


@dataclass(frozen=True)
class TaskSection:
    """A part as the text has it: its heading, the heading's line, and what stands below it."""

    title: str
    line: int
    source: str


def brief(document: Document, library: Library, rendered: Rendered, context: Context) -> dict[str, Any]:
    """What is kept of a brief."""
    unit, front = library.targets.get(document.code), document.front
    versions, criteria = listed(front, "versions"), _criteria(document, library)
    return {
        "title": f"{unit.title if unit else document.code}: the assessed version",
        "unit": document.code,
        "versions": versions,
        "decision": typographic(_words(front.get("decision"))),
        "criteria": criteria,
        "confirms_core": front.get("confirms_core") is True,
        "parts": list(_parts(document, rendered, context, criteria)),
    }


def listed(front: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The mappings of a list, or none when it is no list."""
    value = front.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def task_sections(document: Document, rendered: Rendered) -> list[TaskSection] | None:
    """The headings of the third rank under “The task” with their texts; None where there is no such section."""
    lines = document.body.split("\n")
    headings = [each for each in rendered.outline.headings if not each.inside and each.level <= 3]
    task = next((at for at, each in enumerate(headings) if _is_task(each)), None)
    if task is None:
        return None
    end = Heading(2, "", document.body_line + len(lines))
    found: list[TaskSection] = []
    for heading, after in pairwise([*headings[task + 1 :], end]):
        if heading.level < 3:
            break
        below = lines[heading.line - document.body_line + 1 : after.line - document.body_line]
        found.append(TaskSection(" ".join(heading.text.split()), heading.line, "\n".join(below)))
    return found


def _is_task(heading: Heading) -> bool:
    return heading.level == 2 and " ".join(heading.text.split()).lower() == TASK.lower()


def _criteria(document: Document, library: Library) -> list[OutcomeCriteria]:
    criteria = listed(document.front, "criteria")
    groups: list[OutcomeCriteria] = []
    for id_, text in library.outcomes.get(document.code, {}).items():
        own = [typographic(_words(each.get("text"))) for each in criteria if each.get("outcome") == id_]
        keys = [criterion_key(id_, number) for number in range(1, len(own) + 1)]
        groups.append({"id": id_, "outcome": text, "criteria": own, "keys": keys})
    return groups


def _parts(
    document: Document, rendered: Rendered, context: Context, criteria: list[OutcomeCriteria]
) -> Iterator[BriefPartData]:
    """The parts that have a key; what is wrong in them is left to the checks."""
    sources = {section.title: section for section in task_sections(document, rendered) or ()}
    keys = {group["id"]: group["keys"] for group in criteria}
    for part in listed(document.front, "parts"):
        key, title = _words(part.get("key")), _words(part.get("title"))
        if key:
            section = sources.get(title)
            yield {
                "key": key,
                "title": typographic(title),
                "html": _html(section, key, document, context) if section else "",
                "takes": texts(part.get("takes")),
                "records": texts(part.get("records")),
                "words": _words_by_level(part.get("words"), document),
                "criteria": [each for outcome in texts(part.get("criteria")) for each in keys.get(outcome, ())],
                "optional": part.get("optional") is True,
            }


def _html(section: TaskSection, key: str, document: Document, context: Context) -> str:
    """A section by itself: with the addresses and notes that it points at, and ids that no other part has."""
    noted = [
        found[0] for found in _DEFINITION.finditer(document.body)
        if f"[{found[1]}]" in section.source and found[0] not in section.source
    ]  # fmt: skip
    within = replace(context, first_line=section.line + 1, heading_prefix=f"{key}-")
    return render("\n".join([section.source, "", *noted]), within).html.strip()


def _words_by_level(words: object, document: Document) -> dict[str, int]:
    levels = [each.get("level") for each in listed(document.front, "versions")]
    each_level = words if isinstance(words, Mapping) else {str(level): words for level in levels}
    return {str(level): count for level, count in each_level.items() if isinstance(count, int) and count}


def texts(value: object) -> list[str]:
    """The texts of a list, each once, or none when it is no list."""
    return list(dict.fromkeys(each for each in value if isinstance(each, str))) if isinstance(value, list) else []


def _words(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
