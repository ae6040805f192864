"""Who a person is here: roles by date, names, passwords, and where to go after signing in."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 120
LONGEST_ADDRESS = 254  # what mail itself allows


class RoleName(StrEnum):
    """Roles beside learner, which everyone is."""

    TRAINER = "trainer"
    ASSESSOR = "assessor"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class RoleHeld:
    """One role over a span of days, both ends included; no end means until further notice.

    `part_id` is the part of an organisation in which it is held; None: the whole installation.
    """

    name: RoleName
    starts_on: date
    ends_on: date | None = None
    part_id: int | None = None

    def holds(self, on: date) -> bool:
        """Whether the role is in force on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Actor:
    """The person who acts, as rules see them: who, and the roles in force today.

    `scopes` are the paths of the parts in which a role is held; a role that is not among them is held everywhere.
    """

    id: int
    public_id: str
    name: str
    printed_name: str
    roles: frozenset[RoleName]
    scopes: frozenset[tuple[RoleName, str]] = frozenset()

    def has(self, role: RoleName) -> bool:
        """Whether the role is in force today."""
        return role in self.roles

    def paths(self, role: RoleName) -> frozenset[str]:
        """The paths of the parts in which the role is in force today; each reaches all that is below it."""
        return frozenset(path for name, path in self.scopes if name == role)


def roles_in_force(held: Iterable[RoleHeld], *, on: date) -> frozenset[RoleName]:
    """The names of the roles that hold on that day."""
    return frozenset(role.name for role in held if role.holds(on))


def overlapping(held: Iterable[RoleHeld], new: RoleHeld) -> RoleHeld | None:
    """The role of the same name and part that shares a day with `new`, or None: one is given once at a time."""
    for role in held:
        begins_before_it_ends = role.ends_on is None or new.starts_on <= role.ends_on
        ends_after_it_begins = new.ends_on is None or role.starts_on <= new.ends_on
        same = (role.name, role.part_id) == (new.name, new.part_id)
        if same and begins_before_it_ends and ends_after_it_begins:
            return role
    return None


# Being signed in: how long it lasts, by whether the person asked to be remembered

VISITED_WITHIN = {True: timedelta(days=30), False: timedelta(hours=12)}  # what the cookie says, renewed by visits
SAVED_WITHIN = {True: timedelta(days=90), False: timedelta(days=3)}  # what the server keeps, renewed by what is saved
_TOLD_AGAIN = {True: timedelta(days=1), False: timedelta(hours=1)}  # so seldom is either of them written


def visit_counts(until: datetime, *, remembered: bool, at: datetime) -> bool:
    """Whether a visit moves the end of a cookie's time: not every answer writes the cookie."""
    return until - at < VISITED_WITHIN[remembered] - _TOLD_AGAIN[remembered]


def saving_counts(used_at: datetime, *, remembered: bool, at: datetime) -> bool:
    """Whether what is saved now moves the end of a sign-in: not every save writes its row."""
    return at - used_at >= _TOLD_AGAIN[remembered]


def over(used_at: datetime, *, remembered: bool, at: datetime) -> bool:
    """Whether a sign-in has lasted too long without anything being saved, however often its cookie was renewed."""
    return at - used_at >= SAVED_WITHIN[remembered]


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


# Some browsers name others too, so the first that fits is the one.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox/": "Firefox",
             "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari"}  # fmt: skip
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "Chromebook", "Windows": "Windows",
            "Mac OS X": "Mac", "Linux": "Linux"}  # fmt: skip


def device_in_words(user_agent: str) -> str:
    """A browser as its owner knows it again, and no more: Firefox on Windows."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


# Names and addresses

# Marks that turn the direction of the text around them, and spaces nobody sees.
# Joiners stay: some scripts and emoji need them.
_DIRECTION = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_UNSEEN = dict.fromkeys([*_DIRECTION, 0x200B, 0x2060, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB])
_NO_SIGN = {"Cc", "Cs"}  # control characters, halves of a pair


def clean_name(text: str) -> str:
    """A name fit for a line of any direction: letters of every script kept, marks of direction taken out."""
    seen = (sign for sign in text.translate(_UNSEEN) if sign.isspace() or unicodedata.category(sign) not in _NO_SIGN)
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def name_fault(name: str, *, missing: Collection[str] = ()) -> str | None:
    """What is wrong with a cleaned name, or None. `missing`: its characters that no certificate font has."""
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in name):
        return "Write a name."
    if len(name) > LONGEST_NAME:
        return f"Use at most {LONGEST_NAME} characters. This name has {len(name)}."
    if missing:
        signs = " ".join(dict.fromkeys(missing))
        return f"Certificates cannot show {signs} yet. Write the name without, or ask us to add a font for it."
    return None


def clean_address(text: str) -> str:
    """A mail address as it is kept and compared."""
    return unicodedata.normalize("NFC", text).strip().lower()


# Passwords


def password_text(password: str) -> str:
    """A password in one form of Unicode, so that it can be typed on any keyboard that has its letters."""
    return unicodedata.normalize("NFKC", password)


def password_fault(password: str, *, email: str, name: str, common: Collection[str]) -> str | None:
    """Why a password cannot be chosen, or None. No rule about kinds of characters [NIST SP 800-63B]."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters. Three or four words in a row are easy to remember."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    local_part, _, domain = email.partition("@")
    if _squashed(password) in {_squashed(own) for own in (email, local_part, domain, name)}:
        return "Choose something that is not your name or your address."
    if password.casefold() in common:
        return "This is one of the first passwords that a stranger would try. Choose another."
    return None


def _squashed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


# Where to go afterwards


def own_path(address: str | None) -> str | None:
    """`address` when it is a path of this site, else None: nobody is sent elsewhere after signing in."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if any(sign <= " " or sign == "\x7f" for sign in address):
        return None  # browsers drop tabs and line ends, so that "/\t/elsewhere" would lead away
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if not parts.scheme and not parts.netloc else None
