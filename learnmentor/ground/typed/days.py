"""A day, as people, forms and spreadsheets write it: the day first where only figures stand, the year last or first."""

import re
from datetime import date, timedelta

from learnmentor.ground.typed.letters import plain

EXAMPLE = "Write day, month, year: 12/11/2026."
_LONGEST = 80  # characters
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|rs|rsday|nesday|nes|urday|r)?\b[.,]?")
_TIME = r"(?:[01]?[0-9]|2[0-4])[:.][0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?[ap]\.? ?m\b\.?)?"
_ZONE = r"(?: ?(?:z|[a-z]{2,5}(?:[+-][0-9:]+)?|[+-][0-9]{1,2}:?(?:[0-9]{2})?))?(?: ?\([a-z ]*\))?"
_CLOCK_AFTER = re.compile(rf"(?:(?<=[0-9])t|,? (?:at )?){_TIME}{_ZONE}$")
_SPREADSHEET = re.compile(r"([2-7][0-9]{4})(?:[.,][0-9]+)?")  # days since the end of 1899, up to the year 2118
_BEFORE_THE_FIRST = date(1899, 12, 30)
_FIGURES = re.compile(r"([0-9]{1,4}) ?([-/. ]) ?([0-9]{1,2}) ?\2 ?'?([0-9]{4}|[0-9]{1,2})\.?")
_RUN_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])|([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
_BETWEEN, _ORDINAL = r"[ ,./-]*", r"(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(
        rf"(?P<d>[0-9]{{1,2}}){_ORDINAL}{_BETWEEN}(?:of )?(?P<m>[a-z]{{3,9}}){_BETWEEN}'?(?P<y>[0-9]{{4}}|[0-9]{{2}})"
    ),
    re.compile(rf"(?P<m>[a-z]{{3,9}}){_BETWEEN}(?P<d>[0-9]{{1,2}}){_ORDINAL}(?:, ?| )'?(?P<y>[0-9]{{4}}|[0-9]{{2}})"),
    re.compile(rf"(?P<y>[0-9]{{4}}){_BETWEEN}(?P<m>[a-z]{{3,9}}){_BETWEEN}(?P<d>[0-9]{{1,2}}){_ORDINAL}"),
)
_WITHOUT_YEAR = re.compile(rf"[0-9]{{1,2}}{_ORDINAL}(?:[-/. ][0-9]{{1,2}}|{_BETWEEN}(?:of )?[a-z]{{3,9}})\.?")


class NoDay(ValueError):
    """A text that is no day; the message says why and what to type."""


class MonthFirst(NoDay):
    """Figures that are a day only with the month first, so their neighbours may be written that way too."""


def could_be_month_first(text: str) -> bool:
    """Whether a text is read with the day first, and would be another day with the month first."""
    found = _FIGURES.match(plain(text[:_LONGEST]).casefold())
    figures = found and (int(found[1]), int(found[3]))
    return bool(figures and max(figures) <= len(_MONTHS) and figures[0] != figures[1])


def day_from(text: str) -> date:
    """The day that a text names; a time behind it is left out. Raises NoDay with a sentence."""
    told, typed = " ".join(text.split())[:40], plain(text).casefold() if len(text) <= _LONGEST else ""
    if found := _SPREADSHEET.fullmatch(typed):
        stored = _BEFORE_THE_FIRST + timedelta(int(found[1]))
        raise NoDay(
            f"“{told}” is how a spreadsheet stores a day, most likely {_long(stored)}. Show the column as dates there, "
            f"or write {stored:%d/%m/%Y}."
        )
    weekday = _WEEKDAY.search(typed)
    bare = _WEEKDAY.sub("", typed, count=1) if weekday else typed
    bare = _CLOCK_AFTER.sub("", bare.strip(" ,.;")).strip(" ,.;").removeprefix("the ")
    on = _day_in(bare, told)
    if weekday and not _WEEKDAYS[on.weekday()].startswith(weekday[1]):
        is_one = f"{_long(on)} is a {_WEEKDAYS[on.weekday()].capitalize()}"
        raise NoDay(f"“{told}” does not fit together: {is_one}. Check the day, or leave the weekday out.")
    return on


def _day_in(typed: str, told: str) -> date:
    """The day in a text without weekday and time."""
    if found := _FIGURES.fullmatch(typed):
        return _of_figures(found[1], found[3], found[4], told)
    if found := _RUN_TOGETHER.fullmatch(typed):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        return _made(int(year), int(month), int(day), told)
    for pattern in _NAMED:
        if (found := pattern.fullmatch(typed)) and (month := _month(found["m"])):
            return _made(_year(found["y"]), month, int(found["d"]), told)
    if _WITHOUT_YEAR.fullmatch(typed):
        raise NoDay(f"“{told}” has no year. {EXAMPLE}")
    raise NoDay(f"“{told}” is no date we can read. {EXAMPLE}")


def _of_figures(first: str, second: str, last: str, told: str) -> date:
    if len(first) == 4:
        return _made(int(first), int(second), int(last), told)
    if len(first) > 2 or len(last) == 1:
        raise NoDay(f"“{told}” is no date we can read. {EXAMPLE}")
    if int(first) <= len(_MONTHS) < int(second) <= 31:
        turned = f"{int(second):02}/{int(first):02}/{_year(last)}"
        raise MonthFirst(f"“{told}” seems to have the month first. Write the day first: {turned}.")
    return _made(_year(last), int(second), int(first), told)


def _made(year: int, month: int, day: int, told: str) -> date:
    try:
        return date(year if year >= _BEFORE_THE_FIRST.year else 0, month, day)
    except ValueError:
        raise NoDay(f"“{told}” is no date we can read: no calendar has that day. {EXAMPLE}") from None


def _month(typed: str) -> int:
    """The number of a month by its name or the first letters of it, 0 for no month."""
    typed = {"sept": "sep"}.get(typed, typed)
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(typed)), 0)


def _year(typed: str) -> int:
    return int(typed) + (2000 if len(typed) == 2 else 0)


def _long(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
