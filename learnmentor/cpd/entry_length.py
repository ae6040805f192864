"""How long one entry can be: a quarter of an hour at least, in quarters, within a day."""

from learnmentor.cpd import rules
from learnmentor.ground.typed.durations import HOUR, DurationLimit
from learnmentor.ground.words import decimal_hours

OFFERED = (15, 30, 45, 60, 90, 120, 180, 360)  # minutes, to choose with one touch
ENTRY = DurationLimit(rules.MINUTES_IN_A_DAY, "one entry can be at most 24 hours: log each day on its own")


def fault(minutes: int, *, unit: int = HOUR) -> str:
    """What is wrong with the length of an entry, with its remedy in hours or minutes; "" for nothing."""
    written = decimal_hours if unit == HOUR else str
    if minutes > ENTRY.minutes:
        return "One entry can be at most 24 hours. Log each day on its own."
    if minutes < rules.QUARTER_HOUR:
        return f"Log at least a quarter of an hour: {written(rules.QUARTER_HOUR)}."
    if not rules.is_quarter_hours(minutes):
        below = minutes // rules.QUARTER_HOUR * rules.QUARTER_HOUR
        return f"Hours are logged in quarters. Choose {written(below)} or {written(below + rules.QUARTER_HOUR)}."
    return ""
