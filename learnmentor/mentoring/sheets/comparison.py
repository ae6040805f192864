"""What somebody says of themselves beside what the other of their pair sees: two marks, and nothing between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnmentor.mentoring.paper.definition import PaperChoice
from learnmentor.mentoring.sheets.definitions import skills_lists, subject_audit
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.sheets.trend import TrendTrack, places, track


@dataclass(frozen=True)
class ComparedMark:
    """One thing that both may have marked: what it is called, and the keys of the two answers."""

    label: str
    own: str
    other: str


@dataclass(frozen=True)
class ComparedList:
    """Marks under one heading, as dots: the first dot is the owner's, the last the other's."""

    heading: str
    scale: tuple[tuple[int, str], ...]
    tracks: tuple[TrendTrack, ...]


def _skills(which: str, skills: Sequence[str]) -> tuple[ComparedMark, ...]:
    keys = [(skill.capitalize(), skills_lists.key_of(which, skill)) for skill in skills]
    return tuple(ComparedMark(label, f"{key}_rating", f"{key}_seen") for label, key in keys)


_AREAS = tuple(
    ComparedMark(f"{number}. {area.title}", f"{area.key}_self_view", f"{area.key}_mentor_view")
    for number, area in enumerate(subject_audit.AREAS, 1)
)
_COMPARED: dict[SheetKind, tuple[tuple[PaperChoice, ...], dict[str, tuple[ComparedMark, ...]]]] = {
    SheetKind.SUBJECT_AUDIT: (subject_audit.MARKS, {"The eleven areas": _AREAS}),
    SheetKind.SKILLS_LISTS: (
        skills_lists.HOW_OFTEN,
        {
            skills_lists.LIST_ONE: _skills("trainees", skills_lists.AS_TRAINEES_SAW),
            skills_lists.LIST_TWO: _skills("centre", skills_lists.AS_THE_CENTRE_NAMED),
        },
    ),
}


def compared(kind: SheetKind, own: Mapping[str, Any], other: Mapping[str, Any]) -> list[ComparedList]:
    """What both marked, list by list; lines that only one of them marked are left out."""
    if kind not in _COMPARED:
        return []
    offered, lists = _COMPARED[kind]
    scale = tuple((x, each.words) for x, each in zip(places(offered).values(), offered, strict=True))
    return [
        ComparedList(
            heading,
            scale,
            tuple(
                track(mark.label, [own[mark.own], other[mark.other]], offered)
                for mark in marks
                if own.get(mark.own) and other.get(mark.other)
            ),
        )
        for heading, marks in lists.items()
    ]
