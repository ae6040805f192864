"""Nothing twice: which lines of a table the ledger has or had, which repeat one another, and which days are full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnmentor.cpd import rules
from learnmentor.cpd.rules import LoggedActivity
from learnmentor.cpd.tables.reading import Found, LeftOutLine, Table
from learnmentor.ground.tables.slips import Slip
from learnmentor.ground.typed.letters import alike
from learnmentor.ground.words import long_date

Facts = tuple[date, str, str, str, int]


def facts_of(activity: LoggedActivity) -> Facts:
    """What makes two entries one and the same."""
    return facts(activity.on, activity.type, activity.title, activity.provider, activity.minutes)


def facts(on: date, kind: str, title: str, provider: str, minutes: int) -> Facts:
    """What makes two entries one and the same; capitals, normal forms and unseen marks do not tell them apart."""
    return on, str(kind), alike(title), alike(provider), minutes


@dataclass(frozen=True)
class KnownLines:
    """An entry of the ledger: everything it ever said, and what it says now (None when it was withdrawn)."""

    ever: frozenset[Facts]
    now: Facts | None


def sort_out(table: Table, known: Sequence[KnownLines], *, day_totals: Mapping[date, int]) -> Table:
    """The table without what the ledger has or had, without its own repeats, and without days over 24 hours.

    Each entry of the ledger answers for one line of the table, so that two equal hours of one day stay two.
    """
    sorted_out = Table([], list(table.slips), list(table.asides), table.unread)
    open_entries, days = list(known), dict(day_totals)
    seen: dict[Facts, list[Found]] = {}
    for found in sorted(table.found, key=lambda each: (each.number is None, each.number or each.line)):
        said = facts_of(found.activity)
        if (twin := _repeated(found, seen.setdefault(said, []))) is not None:
            why = f"the same as line {twin.line} of this table"
        elif (entry := _there(said, open_entries)) is not None:
            open_entries.remove(entry)
            why = _why_there(said, entry)
        else:
            why = ""
        seen[said].append(found)
        if why:
            sorted_out.asides.append(LeftOutLine(found.line, found.activity.title, why))
            continue
        on, minutes = found.activity.on, found.activity.minutes
        if not rules.fits_in_day(minutes, already=days.get(on, 0)):
            full = f"With this, {long_date(on)} would hold more than 24 hours."
            sorted_out.slips.append(Slip(found.line, "Hours", f"{full} Check the date and the hours."))
            continue
        days[on] = days.get(on, 0) + minutes
        sorted_out.found.append(found)
    sorted_out.slips.sort(key=lambda slip: slip.line)
    sorted_out.asides.sort(key=lambda aside: aside.line)
    return sorted_out


def _repeated(found: Found, before: Sequence[Found]) -> Found | None:
    """The earlier line that this one repeats; lines with numbers of their own are as many entries."""
    alike = (each for each in before if found.number is None or each.number in {None, found.number})
    return next(alike, None)


def _there(said: Facts, entries: Sequence[KnownLines]) -> KnownLines | None:
    standing = (entry for entry in entries if entry.now == said)
    earlier = (entry for entry in entries if said in entry.ever)
    return next(standing, None) or next(earlier, None)


def _why_there(said: Facts, entry: KnownLines) -> str:
    if entry.now == said:
        return "in your record already"
    return "in your record, and withdrawn since" if entry.now is None else "in your record, and corrected since"
