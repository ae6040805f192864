"""What stands below the units of the catalogue: forms, cases and records of lessons."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Page

KINDS = ("form", "case", "record")
_page = Page.__table__.c
_SHELVES = (
    select(_page.kind, _page.code, _page.title)
    .where(_page.kind.in_(KINDS))
    .order_by(func.length(_page.code), _page.code)  # K2 before K10
)


@dataclass(frozen=True)
class ShelfLine:
    """A page as its shelf names it."""

    code: str
    title: str


def shelves(db: Session) -> dict[str, list[ShelfLine]]:
    """Every page that the catalogue lists, by kind; kinds without any are left out."""
    found: dict[str, list[ShelfLine]] = {kind: [] for kind in KINDS}
    for kind, code, title in db.execute(_SHELVES):
        found[kind].append(ShelfLine(code, title))
    return {kind: lines for kind, lines in found.items() if lines}
