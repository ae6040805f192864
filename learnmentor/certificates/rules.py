"""What somebody achieved of a unit, certificate numbers, and who may see what."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AchievedSegment:
    """A segment that was completed: the revision studied and its minutes by basis."""

    code: str
    title: str
    revision: int
    completed_on: date
    planned: int
    active: int
    claimed: int | None = None


@dataclass(frozen=True)
class UnitProgress:
    """One unit of the catalogue: the codes of the segments it offers today, and the segments that are done.

    Among the done may be segments that were withdrawn since: what was studied was studied.
    """

    code: str
    title: str
    offered: frozenset[str]
    done: tuple[AchievedSegment, ...] = ()

    @property
    def planned(self) -> int:
        """Planned minutes of what was done."""
        return sum(segment.planned for segment in self.done)

    @property
    def open(self) -> int:
        """How many of the segments on offer are still to be done."""
        return len(self.offered - {segment.code for segment in self.done})


# Numbers: eight characters of Crockford's alphabet (no I, L, O, U: they can be read aloud) and one that checks them.

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")


def number_from(entropy: int) -> str:
    """The certificate number made of 40 random bits, such as LM-7F3K-92QD-4."""
    body = "".join(ALPHABET[entropy >> shift & 31] for shift in range(35, -1, -5))
    return f"LM-{body[:4]}-{body[4:]}-{_check_character(body)}"


def normalised_number(text: str) -> str | None:
    """A number as typed, spelled as printed; None when it cannot be one (a slip or a swap is noticed)."""
    letters = "".join(character for character in text.upper() if character.isalnum() and character.isascii())
    letters = letters.removeprefix("LM").translate(_READ_AS)
    if (
        len(letters) != 9
        or any(letter not in ALPHABET for letter in letters)
        or _check_character(letters[:8]) != letters[8]
    ):
        return None
    return f"LM-{letters[:4]}-{letters[4:8]}-{letters[8]}"


def _check_character(body: str) -> str:
    """Luhn's rule over an alphabet of 32: every single slip and nearly every swap of neighbours changes it."""
    total = 0
    for distance, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if distance % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def may_download(*, actor_id: int | None, owner_id: int | None) -> bool:
    """The document with the name on it belongs to its owner."""
    return actor_id is not None and actor_id == owner_id


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same printed name, case and spaces aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
