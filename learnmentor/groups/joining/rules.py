"""How somebody stands with a group, who comes in at once and who waits, and what a way in is worth."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CODE_LETTERS = "FHKMRWXY234679"
"""What codes are made of: no two that are taken for one another on a slide (no 0 and O, 1, I and L, 5 and S, 8 and B),
and none that sound alike read aloud (of M and N, of the many that rhyme with B, one at most)."""

CODE_LENGTH = 7
LONGEST_STAY_OF_A_WAY = timedelta(days=366)
INVITATION_LASTS = timedelta(days=30)
MOST_WAYS = 20  # links and codes of a group that can be used at one time
MOST_AT_ONCE = 500  # lines of a list
MOST_BY_ONE_WAY = 500
FEWEST_COUNTED = 5  # a count of fewer people is not said (promise 14)


class Stands(StrEnum):
    """How somebody stands with a group."""

    INVITED = "invited"  # asked, has not answered
    WAITING = "waiting"  # accepted what is shown, and waits for the leader
    ACCEPTED = "accepted"
    LEFT = "left"


class ComesBy(StrEnum):
    """How somebody came."""

    LIST = "list"
    LETTER = "letter"  # an invitation to an address
    LINK = "link"
    CODE = "code"


class Counted(StrEnum):
    """How a member is seen by leaders."""

    BY_NAME = "name"
    AS_A_COUNT = "count"


class WayKind(StrEnum):
    """A link that is sent round, or a code that is read aloud."""

    LINK = "link"
    CODE = "code"


class WayFault(StrEnum):
    """Why a way in cannot be used."""

    WITHDRAWN = "withdrawn"
    OVER = "over"
    FULL = "full"


@dataclass(frozen=True)
class WayIn:
    """A link or a code as rules see it. `came` is how many have come by it so far."""

    ends_at: datetime
    most: int | None
    withdrawn: bool
    came: int

    def fault(self, *, at: datetime) -> WayFault | None:
        """Why nobody comes by it any more, or None."""
        if self.withdrawn:
            return WayFault.WITHDRAWN
        if at >= self.ends_at:
            return WayFault.OVER
        return WayFault.FULL if self.most is not None and self.came >= self.most else None


def stands_after_accepting(*, belongs: bool, asked_for: bool) -> Stands:
    """Whether whoever accepts is in at once, or waits for a leader.

    Somebody whom the leader asked for is in, and so is whoever belongs to the group's organisation. A link, a code
    or a letter to somebody else may have gone anywhere: a stranger who has it waits.
    """
    return Stands.ACCEPTED if asked_for or belongs else Stands.WAITING


def spoken(code: str) -> str:
    """A code as it is written and read aloud: FHK 2346."""
    return f"{code[:3]} {code[3:]}"


def typed_code(text: str) -> str:
    """What somebody typed, as codes are kept: capitals, without spaces and dashes."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def could_be_code(text: str) -> bool:
    """Whether a typed text, cleaned, has the form of a code at all."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_LETTERS)


def counted_in_words(count: int) -> str | None:
    """A number of people who are not shown by name, where it may be said: rounded to five, and none below five."""
    if count < FEWEST_COUNTED:
        return None
    return str(5 * round(count / 5))


def may_change(stands: Stands) -> bool:
    """Whether what leaders see of somebody is still theirs to change."""
    return stands in {Stands.ACCEPTED, Stands.WAITING}


def expected_end(today: date, group_ends_on: date | None) -> date:
    """The last day that is offered for a new way in: two weeks on, or the group's last day before that."""
    soon = today + timedelta(days=14)
    return min(soon, group_ends_on) if group_ends_on and group_ends_on >= today else soon
