"""Who stands on a list that was pasted or sent as a file: names and addresses, one a line, each slip with its line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.accounts.rules import LONGEST_ADDRESS, clean_address
from learnmentor.ground.tables.text import SEPARATORS, rows, told_separator, with_plain_line_ends
from learnmentor.ground.typed.lookalikes import trimmed
from learnmentor.ground.typed.names import folded
from learnmentor.groups.joining.rules import MOST_AT_ONCE

MOST_NAMES = 100  # of one list; addresses are looked up at one go
_ADDRESS_HEADS = {"email", "e mail", "email address", "e mail address", "address", "mail"}
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*[,;]?$")  # as mail programs copy it: Amina Yusuf <amina@example.org>


class ListFault(StrEnum):
    """What is wrong with a line."""

    NO_ADDRESS = "no address"
    UNKNOWN_NAME = "unknown name"
    SEVERAL = "several of that name"


@dataclass(frozen=True)
class ListedLine:
    """One line: an address or, without one, a name."""

    line: int
    text: str
    address: str | None


@dataclass(frozen=True)
class ListSlip:
    """A line that names nobody who can be asked."""

    line: int
    text: str
    fault: ListFault


class TooManyLines(ValueError):
    """The list is longer than a group may be; `lines` is how many it has."""

    def __init__(self, lines: int) -> None:
        super().__init__(str(lines))
        self.lines = lines


@dataclass(frozen=True)
class PersonFound:
    """Somebody who belongs to the group's organisation, as a list may name them."""

    id: int
    email: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ListRead:
    """What a list comes to: people who belong here, addresses of whoever else, and what has to be mended."""

    people: tuple[int, ...]
    addresses: tuple[str, ...]
    slips: tuple[ListSlip, ...]


def read(text: str) -> list[ListedLine]:
    """The lines of a list, or of the column "email" of a table; raises `TooManyLines`."""
    plain = with_plain_line_ends(text)
    if (column := _address_column(plain)) is not None:
        return _bounded(column)
    lines = ((number, trimmed(each)) for number, each in enumerate(plain.split("\n"), 1))
    return _bounded([_listed(number, each) for number, each in lines if each])


def _bounded(lines: list[ListedLine]) -> list[ListedLine]:
    if len(lines) > MOST_AT_ONCE:
        raise TooManyLines(len(lines))
    return lines


def _address_column(text: str) -> list[ListedLine] | None:
    """The column under a head that means addresses, where the first row has one; what has no address is left out."""
    separator, start = told_separator(text)
    separator = separator or next((each for each in SEPARATORS if each in text.partition("\n")[0]), ",")
    table = list(rows(text, separator, start=start, line=2 if start else 1))
    heads = [folded(cell.strip().strip('"')) for cell in table[0].cells] if table else []
    at = next((place for place, head in enumerate(heads) if head in _ADDRESS_HEADS), None)
    if at is None:
        return None
    cells = ((row.line, trimmed(row.cells[at]) if at < len(row.cells) else "") for row in table[1:])
    return [ListedLine(line, cell or "(empty)", _address_in(cell) or "") for line, cell in cells]


def _listed(number: int, text: str) -> ListedLine:
    return ListedLine(number, text[:200], _address_in(text) if "@" in text else None)


def _address_in(text: str) -> str:
    """The address of a line, as addresses are kept; "" for what is none."""
    inside = _IN_BRACKETS.search(text)
    typed = clean_address((inside[1] if inside else text).strip(" ,;\"'<>").removeprefix("mailto:"))
    return typed if len(typed) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(typed) else ""


def names_in(lines: Iterable[ListedLine]) -> list[str]:
    """The names to look for, folded."""
    return [folded(each.text) for each in lines if each.address is None]


def matched(lines: Sequence[ListedLine], known: Iterable[PersonFound]) -> ListRead:
    """Who is meant by each line, each person and address once."""
    by_email, by_name = dict[str, int](), dict[str, set[int]]()
    for person in known:
        by_email[person.email] = person.id
        for name in person.names:
            by_name.setdefault(folded(name), set()).add(person.id)
    people, addresses, slips = dict[int, None](), dict[str, None](), list[ListSlip]()
    for each in lines:
        if each.address is None:
            _named(each, by_name, people, slips)
        elif not each.address:
            slips.append(ListSlip(each.line, each.text, ListFault.NO_ADDRESS))
        elif each.address in by_email:
            people[by_email[each.address]] = None
        else:
            addresses[each.address] = None
    return ListRead(tuple(people), tuple(addresses), tuple(slips))


def _named(each: ListedLine, by_name: Mapping[str, set[int]], people: dict[int, None], slips: list[ListSlip]) -> None:
    found = by_name.get(folded(each.text), set())
    if len(found) == 1:
        people[next(iter(found))] = None
    else:
        fault = ListFault.SEVERAL if found else ListFault.UNKNOWN_NAME
        slips.append(ListSlip(each.line, each.text, fault))
