"""The words of a declaration: what is declared, what is asked before, what has changed since."""

from datetime import date

from learnmentor.cpd.declarations.rules import DeclarationChange, Declared, Gap, GapReason, YearStanding
from learnmentor.ground.words import hours, long_date, plural


def statement(standing: YearStanding) -> list[str]:
    """What its owner declares, in sentences that page, document and file repeat."""
    year, counting = standing.year, standing.totals.toward(standing.target)
    studied, logged = counting.segments, counting.own
    whole = (
        f"In the CPD year {year.label}, from {long_date(year.first)} to {long_date(year.last)}, I did "
        f"{hours(counting.counted)} of continuing professional development, recorded in "
        f"{plural(counting.entries, 'entry', 'entries')}."
    )
    said = [whole]
    if studied.entries:
        said.append(
            f"{hours(studied.counted)} of it is {plural(studied.entries, 'online segment', 'online segments')} that I "
            "completed, counted as planned."
        )
    if counting.sessions:
        leaders = "its leader" if counting.sessions == 1 else "their leaders"
        said.append(
            f"{hours(counting.attended)} of it is {plural(counting.sessions, 'session', 'sessions')} that I attended, "
            f"confirmed by {leaders}."
        )
    if logged:
        said.append(
            f"{hours(counting.logged)} of it is {plural(logged, 'activity', 'activities')} that I logged, counted as I "
            "claimed the time."
        )
    if other := standing.totals.counted - counting.counted:
        said.append(f"Another {hours(other)} in my record is of kinds that do not count toward my target.")
    if standing.target.minutes is None:
        said.append("No number of hours is asked of me for the year.")
    else:
        reached = "I have reached it." if not standing.missing else f"I am {hours(standing.missing)} short of it."
        said.append(f"My target for the year is {hours(standing.target.minutes)}. {reached}")
    return said


def _asked(minutes: int | None) -> str:
    return "no number" if minutes is None else hours(minutes)


def question(gap: Gap) -> str:
    """What is asked kindly before somebody declares."""
    match gap.reason:
        case GapReason.EMPTY:
            return "There is nothing in this year yet. Did you do something that is not here?"
        case GapReason.SHORT:
            return (
                f"You are {hours(gap.minutes)} short of the target. Did you do something that is not here yet? A year "
                "that is short can be declared as it is."
            )
        case GapReason.FULL_TIME:
            return "Did you work part of the time, or were you away? Then less may be asked of you."
        case GapReason.QUIET:
            return f"Nothing is logged from {_months(gap)}. Is that right?"
    entries = plural(gap.entries, "entry says", "entries say")
    return f"{entries} nothing yet about what came of it. You can add a line to each."


def _months(gap: Gap) -> str:
    first, last = gap.first or date.min, gap.last or date.max
    began = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{began} to {last:%B %Y}"


def differences(declared: Declared, standing: YearStanding) -> list[str]:
    """What changed since a declaration, in sentences; nothing when it still says what the record says."""
    return [_changed(change, declared, standing) for change in declared.changes(standing)]


def _changed(change: DeclarationChange, declared: Declared, standing: YearStanding) -> str:
    match change:
        case DeclarationChange.DAYS:
            year = standing.year
            return f"The year {year.label} now runs from {long_date(year.first)} to {long_date(year.last)}."
        case DeclarationChange.LINES:
            added = standing.lines - declared.snapshot["lines"]["count"]
            return (
                f"{plural(added, 'line', 'lines')} of the ledger came after it. It declares {hours(declared.counted)}; "
                f"the record of the year now holds {hours(standing.counted)}."
            )
        case DeclarationChange.TARGET:
            return f"The target was {_asked(declared.target)}, and is now {_asked(standing.target.minutes)}."
    return "The kinds of activity that count toward the target are not the same as they were."
