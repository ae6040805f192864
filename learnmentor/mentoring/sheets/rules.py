"""Which forms one person fills in, and who reads a sheet when."""

from dataclasses import dataclass
from enum import StrEnum

MOST_SHEETS = 300  # of one person
MOST_TAKES = 8  # of one form, that a picture of changes shows


class SheetKind(StrEnum):
    """The form that a sheet is, by its code in the course; one form may have several versions."""

    SUBJECT_AUDIT = "F4"
    SUBJECT_AUDIT_VIEW = "F4-view"
    SELF_ASSESSMENT = "F5"
    ORGANISATION = "F5-organisation"
    SOURCE_REVIEW = "F7"
    SKILLS_LISTS = "F8"
    SKILLS_LISTS_VIEW = "F8-view"
    PRACTICE_MAP = "F9"
    LEADERS_PAGE = "F12-leaders"
    MENTORS_PAGE = "F12-mentors"
    MENTEES_PAGE = "F12-mentees"


VIEW_OF = {  # forms of which the other one of a pair may write a view
    SheetKind.SUBJECT_AUDIT: SheetKind.SUBJECT_AUDIT_VIEW,
    SheetKind.SKILLS_LISTS: SheetKind.SKILLS_LISTS_VIEW,
}
GLANCE_PAGES = frozenset((SheetKind.LEADERS_PAGE, SheetKind.MENTORS_PAGE, SheetKind.MENTEES_PAGE))
VIEWS = frozenset(VIEW_OF.values())
OVER_TIME = (SheetKind.SELF_ASSESSMENT, SheetKind.ORGANISATION)  # forms whose retakes are shown as a picture


@dataclass(frozen=True)
class SheetFacts:
    """A sheet as rules see it; `pair_id` is the pair that it was begun in or is shared with."""

    owner_id: int
    kind: SheetKind
    pair_id: int | None
    finished: bool
    shared: bool


def may_read_sheet(person_id: int, sheet: SheetFacts, overlaid: SheetFacts | None = None) -> bool:
    """Its owner; and the other of the pair while it is shared.

    A view is read by whoever it is about only once they finished their own (`overlaid`), so that it sways nobody.
    """
    if sheet.owner_id == person_id:
        return True
    if not sheet.shared:
        return False
    return sheet.kind not in VIEWS or (overlaid is not None and overlaid.finished)


def may_know_of_sheet(person_id: int, sheet: SheetFacts) -> bool:
    """Whether the other of the pair is told that there is one: of a form that they may write a view of, always."""
    return sheet.owner_id == person_id or sheet.shared or sheet.kind in VIEW_OF


def may_write_view(person_id: int, sheet: SheetFacts, *, pair_id: int) -> bool:
    """The other of the pair in which the audit or the skills lists were begun, whether they are finished or not."""
    return sheet.kind in VIEW_OF and sheet.pair_id == pair_id and sheet.owner_id != person_id


def may_reopen(sheet: SheetFacts, view: SheetFacts | None) -> bool:
    """A finished sheet is written on until a view of it can be read: after that, it is filled in again."""
    return sheet.finished and (view is None or not view.shared)


def may_share_with(sheet: SheetFacts, *, pair_id: int) -> bool:
    """Any pair of its owner; where somebody may write a view, or it is one, the pair that it was begun in."""
    bound = sheet.kind in VIEW_OF or sheet.kind in VIEWS
    return not bound or sheet.pair_id in {None, pair_id}
