"""What is printed of pairs by place and year: no true count, only what a page may show."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.groups.reports.rules import PrintedCounts


class PublishedPairCounts(Base):
    """The numbers of one place in one year as they were printed on a day. The next day's take their place.

    `place` is spelled as in `PublishedCounts`: "part:5" (with all below it), "directly:5".
    """

    __tablename__ = "published_pair_counts"

    place: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[str] = mapped_column(String(10), primary_key=True)
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    as_of: Mapped[date]
    counts: Mapped[dict[str, Any]]  # mentees by PairCell; null where hidden
    amounts: Mapped[dict[str, Any]]  # by PairAmount; null where hidden

    @property
    def printed(self) -> PrintedCounts:
        """As rules see them."""
        return PrintedCounts(self.counts, self.amounts)
