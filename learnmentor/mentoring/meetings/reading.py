"""The record of a meeting as one of the two reads it on paper: what the other holds back is not in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from learnmentor.ground.words import long_date
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.meetings.form_record import CODE, LINES, READERS, TITLE
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, SheetTable
from learnmentor.mentoring.targets.queries import OpenedTarget


def sheet_of_meeting(
    about: Mapping[str, str],
    lines: Sequence[OpenedLine],
    names: Mapping[int, str],
    targets: Sequence[OpenedTarget],
    *,
    outcomes: Sequence[tuple[str, str]],
    released: Collection[str],
) -> PaperSheet:
    """The sheet. `about`: what is said of the meeting beside the lines, by label; what is not said is left out.

    `outcomes`: targets from before, and what became of each; `released`: the targets that a tutor may be shown.
    """
    places = [place for place in LINES if any(line.field == place for line in lines)]
    said = tuple(SheetItem(LINES[place], _said(place, lines, names)) for place in places)
    rows = tuple(
        (each.words.text, _day(each.due_on), each.words.measure, "Yes" if each.public_id in released else "No")
        for each in targets
    )
    now = SheetTable("Targets", ("What will be done", "By which day", "How we will know", "Released to a tutor"), rows)
    told = tuple((label, words) for label, words in about.items() if words)
    before = SheetTable("Targets from before", ("Target", "What became of it"), tuple(outcomes))
    last_time = (SheetSection("Last time", (before,)),) if outcomes else ()
    sections = (*last_time, SheetSection("What was said", said), SheetSection("What now", (now,)))
    return PaperSheet(TITLE, CODE, READERS, told, sections)


def _said(place: str, lines: Sequence[OpenedLine], names: Mapping[int, str]) -> tuple[Said, ...]:
    return tuple(
        Said(line.text, names.get(line.writer_id, "Somebody else"), line.own) for line in lines if line.field == place
    )


def _day(on: date | None) -> str:
    return long_date(on) if on else ""
