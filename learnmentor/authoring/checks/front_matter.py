"""Predicates on the words at the top of a file. Each yields a line and the words that fill the message."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from learnmentor.assessment.activities.formats.kinds import Standardise
from learnmentor.authoring.checks.shapes import FAMILIES, are_minutes, needed_shapes, shapes_of
from learnmentor.authoring.documents import BRIEF, CASE, FORM, PAGE, RECORD, SEGMENT, UNIT, Document
from learnmentor.authoring.library import Library
from learnmentor.authoring.publishing.preparing import Prepared
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES

Breaches = Iterator[tuple[int, dict[str, object]]]

ACTIVITY_NAMES = {  # as curriculum and front matter call them → as their fences do
    "branching": "conversation",
    "card_sort": "sort",
    "quiz": "quiz",
    "self_audit": "audit",
    "reflection": "reflection",
    "practice_task": "practice",
    "standardisation": "standardise",
}
OTHER_NAMES = ("reading", "case_study", "media")
_SUMMATIVE = {"grade", "pass_mark", "summative", "assessor"}
_OF_BRIEFS = {"parts", "confirms_core"}  # keys of assessed versions: a core file has them no more than the others


@dataclass(frozen=True)
class Subject:
    """What a predicate looks at."""

    prepared: Prepared
    library: Library

    @property
    def document(self) -> Document:
        """The document as read."""
        return self.prepared.document

    @property
    def front(self) -> Mapping[str, Any]:
        """Its keys."""
        return self.prepared.document.front

    def line(self, key: str) -> int:
        """The line of a key."""
        return self.prepared.document.line_of(key)

    def strings(self, key: str) -> list[str]:
        """The texts of a list, or none when it is no list."""
        value = self.front.get(key)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def missing(subject: Subject) -> Breaches:
    """Keys that are not there."""
    for key, (_, shape) in needed_shapes(subject.document.kind).items():
        if key not in subject.front:
            yield 1, {"key": key, "shape": shape}


def mistyped(subject: Subject) -> Breaches:
    """Keys whose values have another shape than they should."""
    for key, (fits, shape) in shapes_of(subject.document.kind).items():
        if key in subject.front and not fits(subject.front[key]):
            fault = "cannot be read" if subject.front[key] or subject.front[key] == 0 else "is empty"
            yield subject.line(key), {"key": key, "fault": fault, "shape": shape}


def unknown(subject: Subject) -> Breaches:
    """Keys that mean nothing."""
    known = shapes_of(subject.document.kind)
    refused = _SUMMATIVE | _OF_BRIEFS if _is_core(subject.document) else _SUMMATIVE  # which another check says
    for key in subject.front:
        if str(key) not in known and _bare(key) not in refused:
            near = get_close_matches(str(key), known, 1)
            yield subject.line(str(key)), {"key": key, "near": f", or did you mean {near[0]}?" if near else ""}


def _bare(key: object) -> str:
    return re.sub(r"[\s-]+", "_", str(key).strip().lower())


def summative(subject: Subject) -> Breaches:
    """Keys of assessment, at any depth, in a file of a core unit; an assessed version is nothing else."""
    if _is_core(subject.document):
        if subject.document.kind == BRIEF:
            yield 1, {"key": "assessment.md"}
        for path in _keys_at_any_depth(subject.front):
            if _bare(path.rpartition(".")[2]) in _SUMMATIVE | _OF_BRIEFS:
                yield subject.line(path), {"key": path.rpartition(".")[2]}
        for activity in subject.prepared.activities:
            if isinstance(activity, Standardise) and activity.criteria:
                yield activity.line, {"key": "criteria"}


def _is_core(document: Document) -> bool:
    unit = document.front.get("code" if document.kind == UNIT else "unit")
    in_core_folder = re.match(r"units/C\d", document.path) is not None
    in_unit = document.kind in {SEGMENT, UNIT, BRIEF}
    return in_core_folder or (in_unit and isinstance(unit, str) and unit.startswith("C"))


def _keys_at_any_depth(value: object, path: str = "") -> Iterator[str]:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        here = f"{path}.{key}".lstrip(".")
        if isinstance(value, Mapping):
            yield here
        yield from _keys_at_any_depth(inner, here)


_CODES = {
    SEGMENT: (r"[COP]\d{1,2}-S\d{1,2}", "Write it as the unit's code, -S and a number: C1-S2."),
    UNIT: (r"[COP]\d{1,2}", "Write it as C, O or P and a number: C1."),
    CASE: (r"K\d{1,3}", "Write it as K and a number: K8."),
    FORM: (r"F\d{1,3}", "Write it as F and a number: F1."),
    RECORD: (r"R\d{1,3}", "Write it as R and a number: R1."),
    BRIEF: (r"[COP]\d{1,2}", "Write the code of its unit: O2."),
    PAGE: (r"[a-z][a-z0-9-]{1,39}", "Use small letters, digits and hyphens."),
}


def misplaced(subject: Subject) -> Breaches:
    """Codes of a wrong shape, or that do not fit the file's name and folder."""
    document, code = subject.document, subject.document.code
    if not code:
        return
    key = document.code_key
    pattern, remedy = _CODES[document.kind]
    if not re.fullmatch(pattern, code):
        yield subject.line(key), {"code": code, "remedy": remedy}
        return
    folder, name = document.folder.rpartition("/")[2], document.path.rpartition("/")[2]
    own = name.removesuffix(".md") if document.kind == PAGE else name.partition("-")[0].removesuffix(".md")
    if document.kind == SEGMENT:
        yield from _misplaced_segment(subject, code, folder, name)
    elif document.kind in {UNIT, BRIEF} and folder.partition("-")[0] != code:
        yield (
            subject.line(key),
            {"code": code, "remedy": f"This unit is {folder.partition('-')[0]}: write that."},
        )
    elif document.kind == UNIT and subject.front.get("family") not in {None, FAMILIES[code[0]]}:
        yield subject.line("family"), {"code": code, "remedy": f"A unit {code} has the family {FAMILIES[code[0]]}."}
    elif document.kind in {CASE, FORM, RECORD} and own != code:
        yield subject.line(key), {"code": code, "remedy": f"This text is {own}: write that."}
    elif document.kind == PAGE and name != f"{code}.md":
        yield subject.line(key), {"code": code, "remedy": f"This page is {own}: write that."}


def _misplaced_segment(subject: Subject, code: str, folder: str, name: str) -> Breaches:
    unit, _, number = code.partition("-S")
    home, own = folder.partition("-")[0], name.partition("-")[0].removesuffix(".md")
    if subject.front.get("unit") not in {None, unit}:
        yield (
            subject.line("unit"),
            {"code": subject.front.get("unit"), "remedy": f"The segment {code} belongs to the unit {unit}."},
        )
    if home != unit:
        yield (
            subject.line("id"),
            {"code": code, "remedy": f"This text is in the unit {home}: write that, or start a new segment in {unit}."},
        )
    elif own != number:
        yield (
            subject.line("id"),
            {"code": code, "remedy": f"This text is number {own} of its unit: write {unit}-S{own}."},
        )


def taken(subject: Subject) -> Breaches:
    """Codes that another file has too."""
    document = subject.document
    others = [path for path in subject.library.owners.get((document.kind, document.code), ()) if path != document.path]
    if document.code and others:
        yield subject.line(document.code_key), {"code": document.code, "other": others[0]}


def not_thirty(subject: Subject) -> Breaches:
    """Minutes that make another sum than thirty."""
    minutes = subject.front.get("minutes")
    if isinstance(minutes, dict) and are_minutes(minutes) and sum(minutes.values()) != SEGMENT_MINUTES:
        yield subject.line("minutes"), {"total": sum(minutes.values())}


def practice_differs(subject: Subject) -> Breaches:
    """Practice minutes that the activities do not add up to."""
    minutes = subject.front.get("minutes")
    if not isinstance(minutes, dict) or not are_minutes(minutes):
        return
    there = sum(getattr(activity, "minutes", 0) for activity in subject.prepared.activities)
    if there != minutes["practice"]:
        first = next((activity.line for activity in subject.prepared.activities if activity.kind == "practice"), None)
        yield first or subject.line("minutes"), {"there": there, "said": minutes["practice"]}


def strange_outcomes(subject: Subject) -> Breaches:
    """Outcomes that the unit does not have."""
    unit = subject.front.get("unit")
    known = subject.library.outcomes.get(unit) if isinstance(unit, str) else None
    if known is None:
        if isinstance(unit, str):
            yield subject.line("unit"), {"unit": unit, "outcome": "", "known": "none, for there is no such unit"}
        return
    for outcome in subject.strings("outcomes"):
        if outcome not in known:
            yield subject.line("outcomes"), {"unit": unit, "outcome": outcome, "known": ", ".join(known)}


def undeclared(subject: Subject) -> Breaches:
    """Activities named at the top that are not there, and those there that the top does not name.

    None is missed while one in the text cannot be read: it may be that one, and its own fault says what to do.
    """
    declared, line = subject.strings("activities"), subject.line("activities")
    present: dict[str, int] = {}
    for activity in subject.prepared.activities:
        present.setdefault(activity.kind, activity.line)
    unread = any(fault.rule in {"activity", "fence"} for fault in subject.prepared.faults)
    names = {fence: name for name, fence in ACTIVITY_NAMES.items()}
    for name in declared:
        if name not in ACTIVITY_NAMES and name not in OTHER_NAMES:
            known = ", ".join([*OTHER_NAMES, *ACTIVITY_NAMES])
            yield line, {"what": f"There is no activity called “{name}”.", "remedy": f"Use: {known}."}
        elif name in ACTIVITY_NAMES and ACTIVITY_NAMES[name] not in present and not unread:
            remedy = f"Write a {ACTIVITY_NAMES[name]}, or take {name} out."
            yield line, {"what": f"The top names {name}, and there is none in the text.", "remedy": remedy}
    for kind, where in present.items():
        if names[kind] not in declared:
            yield (
                where,
                {
                    "what": f"There is a {kind}, and the top does not name it.",
                    "remedy": f"Add {names[kind]} to activities.",
                },
            )
    yield from _undeclared_media(subject, declared, line)


def _undeclared_media(subject: Subject, declared: list[str], line: int) -> Breaches:
    scenes = [
        block.line for block in subject.prepared.rendered.outline.blocks if block.name in {"scene", "video", "audio"}
    ]
    if "media" in declared and not scenes:
        yield (
            line,
            {
                "what": "The top names media, and there is none in the text.",
                "remedy": "Write a scene, video or audio block.",
            },
        )
    if scenes and "media" not in declared:
        yield (
            scenes[0],
            {"what": "There is a scene or clip, and the top does not name it.", "remedy": "Add media to activities."},
        )
    if "case_study" in declared and not subject.strings("cases"):
        yield line, {"what": "The top names case_study, and no case.", "remedy": "Write its code into cases: [K8]."}


_LONGEST = {"title": 80, "summary": 140}


def long_texts(subject: Subject) -> Breaches:
    """Titles and summaries that do not fit where they are shown."""
    for key, most in _LONGEST.items():
        value = subject.front.get(key)
        if isinstance(value, str) and len(value.strip()) > most:
            yield subject.line(key), {"key": key, "size": len(value.strip()), "most": most}


def strange_prerequisites(subject: Subject) -> Breaches:
    """Prerequisites that nobody has written."""
    for code in subject.strings("prerequisites"):
        if code not in subject.library.targets:
            yield subject.line("prerequisites"), {"code": code}
