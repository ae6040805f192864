"""How long something took, as people and their programs write it.

A bare number has the unit of its field, whatever its digits: in a field of hours 90 is ninety hours, and is refused
where that cannot be. Everything else names its unit: 90 min, 1 h 30, 1:30, 1:30:00, PT1H30M, half an hour.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from learnmentor.ground.typed.letters import plain

HOUR, MINUTE = 60, 1  # what a bare number counts, in minutes
_EXAMPLES = {
    HOUR: "Write the hours as a number, for example 1.5 or 0.75.",
    MINUTE: "Write whole minutes, for example 90 or 45.",
}
_LONGEST = 60  # characters
_DAY = 24 * 60

# A quantity: 1,265  1.5  .5  1 1/2  3/4
_Q = r"(?:[0-9](?:[0-9.,]|'(?=[0-9]))*(?: [1-3]/[2-4])?|[.,][0-9]+|[1-3]/[2-4])"
_H, _M, _S = r"h(?:(?:ou)?rs?)?\.?", r"(?:m(?:in(?:ute)?s?)?\.?|')", r"(?:s(?:ec(?:ond)?s?)?\.?|''|\")"
_AND = r",? ?(?:and |& ?|\+ ?)?"
_QUANTITY = re.compile(_Q)
_CLOCK = re.compile(rf"(?P<h>[0-9]+):(?P<m>[0-9]{{2}})(?::(?P<s>[0-9]{{2}})(?:[.,][0-9]+)?)?(?: ?{_H})?")
_WITH_UNITS = (
    re.compile(rf"(?P<h>{_Q}) ?{_H}{_AND}(?P<m>[0-9]{{1,2}})"),
    re.compile(rf"(?P<h>{_Q}) ?{_H}{_AND}(?P<half>[1-3]/[2-4])"),
    re.compile(rf"(?:(?P<h>{_Q}) ?{_H})?{_AND}(?:(?P<m>{_Q}) ?{_M})?{_AND}(?:(?P<s>{_Q}) ?{_S})?"),
    re.compile(rf"p(?:(?P<d>[0-9]+)d)?(?:t(?:(?P<h>{_Q})h)?(?:(?P<m>{_Q})m)?(?:(?P<s>{_Q})s)?)?"),
)
_MINUTES = {"d": Fraction(_DAY), "h": Fraction(60), "half": Fraction(60), "m": Fraction(1), "s": Fraction(1, 60)}
_NEGATIVE = re.compile(r"-|minus |\(.*\)$")
_TIME_OF_DAY = re.compile(r"[0-9]{1,2}(?:[.:]?[0-9]{2}){0,2} ?[ap]\.? ?m\.?|0[0-9]{2,}(?:[.,][0-9]*)?")
_SPAN = re.compile(r"[0-9.:,]+ ?(?:h|[ap]m)? ?(?:-|to|till|until) ?[0-9].*")
_GROUPS = re.compile(r"([1-9][0-9]{0,2}(?:([.,'])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")
_DECIMAL = re.compile(r"([0-9]*)[.,]?([0-9]*)")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPOKEN = (
    (r"(?<=[a-z0-9])-(?=[a-z])", " "),  # half-hour
    (r"\ban? (?=half|quarter)", ""),
    (r"\bhalf\b", "1/2"),
    (r"\b(?:three|3)[ -]quarters?\b", "3/4"),
    (r"\bquarter\b", "1/4"),
    (r"\ban?\b", "1"),
    *((rf"\b{word}\b", str(number)) for number, word in enumerate(_WORDS, 1)),
    (r"(?<![0-9/ ])([1-3]/[2-4])(?: of)?(?: 1)? ?(?=h)", r"\1 "),  # half an hour
    (r"(?<=[0-9]) and (?=[1-3]/[2-4])", " "),  # one and a half
    (r"(?<![0-9.,])([0-9]{1,3}) (?=[0-9]{3}(?![0-9/]))", r"\1'"),  # 1 265, with any kind of space
    (r"(?<=[0-9])\.$", ""),  # the end of a sentence
)


class NoDuration(ValueError):
    """A text that is no length of time that its field can hold; the message says what was read and what to type."""


@dataclass(frozen=True)
class DurationLimit:
    """The most that a field can hold, in minutes, and a clause that says so: "one entry can be at most 24 hours"."""

    minutes: int
    says: str


def minutes_from(text: str, *, limit: DurationLimit, bare: int = HOUR) -> int:
    """Whole minutes in a duration, the nearest; raises NoDuration with a sentence. `bare` is a bare number's unit."""
    return _Reading(text, limit, bare).minutes()


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str, limit: DurationLimit, bare: int) -> None:
        self.limit, self.bare = limit, bare
        self.told = " ".join(text.split())[:40]
        self.typed = plain(text).casefold() if len(text) <= _LONGEST else ""

    def minutes(self) -> int:
        self._refuse_what_is_no_length()
        for pattern, instead in _SPOKEN:
            self.typed = re.sub(pattern, instead, self.typed)
        exact = next((each for each in (self._clock(), self._with_units(), self._bare()) if each is not None), None)
        if exact is None:
            raise self._refusal(f"is no length of time we can read. {_EXAMPLES[self.bare]}")
        minutes = int(exact + Fraction(1, 2))
        if minutes > self.limit.minutes:
            raise self._refusal(f"is {_said(minutes)}, and {self.limit.says}.{self._hint()}")
        return minutes

    def _refusal(self, why: str) -> NoDuration:
        return NoDuration(f"“{self.told}” {why}")

    def _refuse_what_is_no_length(self) -> None:
        example = "1.5 or 1:30" if self.bare == HOUR else "90"
        if _NEGATIVE.match(self.typed):
            raise self._refusal(f"is less than nothing. Write a number that is more than zero, for example {example}.")
        if _TIME_OF_DAY.fullmatch(self.typed):
            raise self._refusal(f"looks like a time of day. Write how long it took, for example {example}.")
        if _SPAN.fullmatch(self.typed):
            raise self._refusal(f"goes from one figure to another. Write how long it took, for example {example}.")

    def _clock(self) -> Fraction | None:
        found = _CLOCK.fullmatch(self.typed) if self.bare == HOUR else None
        return self._sum(found) if found else None

    def _with_units(self) -> Fraction | None:
        if _QUANTITY.fullmatch(self.typed):
            return None
        matches = (pattern.fullmatch(self.typed) for pattern in _WITH_UNITS)
        found = next((match for match in matches if match and any(match.groups())), None)
        return self._sum(found) if found else None

    def _bare(self) -> Fraction | None:
        amount = self._amount(self.typed, Fraction(self.bare)) if _QUANTITY.fullmatch(self.typed) else None
        if amount is not None and self.bare == MINUTE and amount.denominator != 1:  # most likely hours
            raise self._refusal(f"is no whole number of minutes. {_EXAMPLES[MINUTE]}")
        return None if amount is None else amount * self.bare

    def _sum(self, found: re.Match[str]) -> Fraction | None:
        """Minutes of a text whose parts have units; raises where there are more than 59 minutes beside the hours."""
        parts = {name: self._amount(typed, _MINUTES[name]) for name, typed in found.groupdict().items() if typed}
        if None in parts.values():
            return None
        amounts = {name: amount for name, amount in parts.items() if amount is not None}
        minutes, seconds = amounts.get("m", Fraction(0)), amounts.get("s", Fraction(0))
        if "h" in amounts and minutes >= 60:
            raise self._refusal(f"has {found['m']} minutes beside its hours, and an hour has 60. {_meant(found)}")
        if ({"h", "m"} & set(amounts)) and seconds >= 60:
            raise self._refusal(f"has {found['s']} seconds, and a minute has 60. {_EXAMPLES[self.bare]}")
        return sum((amount * _MINUTES[name] for name, amount in amounts.items()), Fraction(0))

    def _amount(self, quantity: str, unit: Fraction) -> Fraction | None:
        """The value of a quantity. Where a group of three can be thousands or decimals, the one that can be true."""
        *before, last = quantity.split()
        if "/" in last:
            over, under = map(int, last.split("/"))
            whole = self._amount(before[0], unit) if before else Fraction(0)
            return whole + Fraction(over, under) if whole is not None and over < under else None
        readings = _readings(quantity)
        likely = [reading for reading in readings if reading * unit <= self.limit.minutes]
        if len(likely) > 1 and "." in quantity:
            one, other = (f"{float(reading):g}" for reading in likely)
            raise self._refusal(f"can be {one} or {other}. Write it without the point, or with one digit behind it.")
        return next(iter(likely or readings), None)

    def _hint(self) -> str:
        """What may have been meant by too large a bare number."""
        if self.bare != HOUR or self.limit.minutes > _DAY or not self.typed.isdigit():
            return ""
        if len(self.typed) == 4 and self.typed[:2] < "24" and self.typed[2:] < "60":
            return " If it is a time of day, write how long it took instead, for example 1.5 or 1:30."
        meant = int(self.typed) <= self.limit.minutes
        return f" If minutes are meant, write {self.typed} min." if meant else ""


def _readings(number: str) -> list[Fraction]:
    """What a number can be: 1,265 is a thousand and more, or one and a bit."""
    found: list[Fraction] = []
    if groups := _GROUPS.fullmatch(number):
        whole = re.sub(r"[.,']", "", groups[1])
        found.append(Fraction(f"{whole}.{groups[3] or 0}"))
    if (parts := _DECIMAL.fullmatch(number)) and any(parts.groups()):
        found.append(Fraction(f"{parts[1] or 0}.{parts[2] or 0}"))
    return found


def _meant(found: re.Match[str]) -> str:
    """An hour and 75 minutes is an hour and three quarters to one person, and two hours and a quarter to another."""
    whole, minutes = found["h"], found["m"]
    if not (whole.isdigit() and minutes.isdigit()):
        return "Write hours and minutes, for example 1:30."
    carried = f"{int(whole) + int(minutes) // 60}:{int(minutes) % 60:02}"
    decimal = f"Write {int(whole)}.{minutes} if that is a decimal, or " if len(minutes) == 2 else "Write "
    return f"{decimal}{carried} if it is hours and minutes."


def _said(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole:,} h {rest} min" if rest else f"{whole:,} hours"
