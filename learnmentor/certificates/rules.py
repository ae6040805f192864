"""What somebody achieved of a unit, certificate numbers, and who may see what."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import unquote

from learnmentor.accounts.rules import RoleName


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


STATUS_LIST_BITS = 131_072  # certificates that one status list tells about; the least that Bitstring Status List allows

# Numbers: eight characters of Crockford's alphabet (no I, L, O, U: they can be read aloud) and one that checks them.

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")


def number_from(entropy: int) -> str:
    """The certificate number made of 40 random bits, such as LM-7F3K-92QD-K."""
    body = "".join(ALPHABET[entropy >> shift & 31] for shift in range(35, -1, -5))
    return f"LM-{body[:4]}-{body[4:]}-{_check_character(body)}"


LONGEST_PASTE = 2_000  # characters; beyond, nobody meant to paste a number
_MOST_NUMBERS = 5
_BETWEEN = r"[\s._·/-]{0,3}"  # what people and typesetting put between the groups
_WITH_PREFIX = re.compile(rf"[LI1]{_BETWEEN}M((?:{_BETWEEN}[0-9A-TV-Z]){{9}})(?!-?[0-9A-Z])")
_WITHOUT = re.compile(r"(?<![0-9A-Z-])([0-9A-TV-Z]{4} ?- ?[0-9A-TV-Z]{4} ?- ?[0-9A-TV-Z])(?!-?[0-9A-Z])")
_LOOK_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТХҮΑΒΕΖΗΙΚΜΝΟΡΤΧΥ−", "ABESIJKMHOPCTXYABEZHIKMNOPTXY-")


def normalised_number(text: str) -> str | None:
    """The one number in what was typed or pasted, spelled as printed; None where there is none, or more than one."""
    found = numbers_in(text)
    return found[0] if len(found) == 1 else None


def numbers_in(text: str) -> list[str]:
    """The first few numbers in what was typed or pasted: alone, in a printed address or in a sentence, in any letters.

    A slip or a swap is noticed by the last character, so nothing else is taken for a number.
    """
    if len(text) > LONGEST_PASTE:
        return []
    plain = _in_plain_letters(text)
    letters = re.sub(r"[^0-9A-Z]", "", plain)
    if (alone := _number_of(letters[2:] if len(letters) == 11 and letters.startswith("LM") else letters)) is not None:
        return [alone]  # a body may begin 1M, so that the prefix counts only as it is
    found = sorted((each.start(), each[1]) for pattern in (_WITH_PREFIX, _WITHOUT) for each in pattern.finditer(plain))
    bodies = (re.sub(r"[^0-9A-Z]", "", body) for _, body in found)
    return list(dict.fromkeys(number for body in bodies if (number := _number_of(body))))[:_MOST_NUMBERS]


def _in_plain_letters(text: str) -> str:
    """Capitals and digits as a keyboard has them: no accents or invisible marks, one kind of hyphen and of space."""
    apart = unicodedata.normalize("NFKD", unquote(text)).upper().translate(_LOOK_ALIKE)
    return "".join(filter(None, map(_plain, apart)))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return "-" if kind == "Pd" else " " if kind.startswith("Z") else "" if kind in {"Mn", "Cf", "Cc"} else letter


def _number_of(body: str) -> str | None:
    """The number whose nine characters these are, as a reader may take one for another."""
    letters = body.translate(_READ_AS)
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


def may_look_after(roles: frozenset[RoleName]) -> bool:
    """Correcting and revoking is for administrators."""
    return RoleName.ADMINISTRATOR in roles


# How a certificate stands


class CertificateStanding(StrEnum):
    """Whether a certificate holds today, and if not, why."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "superseded"
    OVER = "expired"


def standing(*, ended: str | None, valid_until: date | None, today: date) -> CertificateStanding:
    """`ended` is the kind of event that ended it, if one did; that says more than that its time is over."""
    if ended is not None:
        return CertificateStanding(ended)
    return CertificateStanding.OVER if valid_until is not None and today > valid_until else CertificateStanding.VALID


def valid_until(first: date, months: int | None) -> date | None:
    """The last day of a certificate whose time begins on `first`; None where it holds for good."""
    return None if months is None else last_day(first, months=months)


def last_day(first: date, *, months: int) -> date:
    """The last of so many months that begin on `first`: the day before the same day of a later month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])) - timedelta(days=1)


def period_of(first: date) -> str:
    """The name of a period of validity: its first day."""
    return first.isoformat()


# Colours

_ENOUGH_CONTRAST = 4.5  # of text [WCAG 2.2, 1.4.3]


def contrast_with_white(colour: str) -> float:
    """How well a colour, given as #rrggbb, reads on white, and white on it: from 1 to 21 [WCAG 2.2]."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def reads_well(colour: str) -> bool:
    """Whether text in this colour can be read on paper."""
    return contrast_with_white(colour) >= _ENOUGH_CONTRAST
