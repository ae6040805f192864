"""What is printed of places and years: no true count, only what a page may show."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.groups.reports.rules import PrintedCounts


class PublishedCounts(Base):
    """The counts of one place in one year as they were printed on a day. The next day's take their place.

    `place`: "part:5" (a part with all below it), "directly:5" (those in no part of it), "group:3". `named` holds the
    same of those whom a leader sees by name, who are in no other count: whoever reads a part's report need not be that
    leader.
    """

    __tablename__ = "published_counts"

    place: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[str] = mapped_column(String(10), primary_key=True)  # its label
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    as_of: Mapped[date]
    counts: Mapped[dict[str, Any]]  # people by what is counted; null where hidden
    hours: Mapped[dict[str, Any]]  # by basis; null where hidden
    named: Mapped[dict[str, Any]]  # {"counts", "hours"}, as above; empty for groups

    @property
    def printed(self) -> PrintedCounts:
        """As rules see them."""
        return PrintedCounts(self.counts, self.hours)

    @property
    def printed_named(self) -> PrintedCounts:
        """The same of those who are seen by name."""
        return PrintedCounts(self.named.get("counts", {}), self.named.get("hours", {}))
