"""Who may be named as a third party, what is shown to them, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(days=30)
AGAIN = timedelta(days=1)
MOST_THIRD_PARTIES = 3  # of one pair


class ThirdRole(StrEnum):
    """What a third party is to the two."""

    TUTOR = "tutor"
    MANAGER = "manager"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class ThirdParty:
    """A third party as rules see it."""

    named_by_id: int
    agreed_by_id: int | None
    person_id: int | None
    expires_at: datetime | None

    @property
    def agreed(self) -> bool:
        """Whether both of the two agree to what is shown."""
        return self.agreed_by_id is not None


def may_agree(person_id: int, third: ThirdParty) -> bool:
    """The one of the two who did not name them; whoever did has agreed by it."""
    return not third.agreed and person_id != third.named_by_id


def may_see_shown(person_id: int, third: ThirdParty) -> bool:
    """Whoever took the letter's link, while both agree."""
    return third.agreed and third.person_id == person_id


def may_take(person_id: int, third: ThirdParty, *, two: frozenset[int], at: datetime) -> bool:
    """Whether somebody becomes the third party by the link: once, in time, and not as one of the two."""
    if not third.agreed or person_id in two:
        return False
    if third.person_id is not None:
        return third.person_id == person_id
    return third.expires_at is not None and at < third.expires_at
