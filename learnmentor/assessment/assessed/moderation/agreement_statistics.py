"""How far judgements of the same work agree: in per cent, and beyond what chance would give.

Cohen's kappa for two [Cohen 1960], with its standard error [Fleiss, Cohen and Everitt 1969]; Krippendorff's alpha, for
unordered outcomes, for more than two and where some are missing [Krippendorff 2011]; Wilson's interval for a share
[Wilson 1927]. Exact in fractions but for the roots. Where a figure is undefined there is None, and never 0 or 1.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import sqrt

Pairs = Mapping[tuple[Hashable, Hashable], int]
_Z95 = 1.959964  # of the normal distribution, for 95 per cent


def counted(pairs: Iterable[tuple[Hashable, Hashable]]) -> Counter[tuple[Hashable, Hashable]]:
    """Pairs of judgements, first and second, as a table of counts."""
    return Counter(pairs)


def agreed(table: Pairs) -> int:
    """How many pairs are of the same outcome."""
    return sum(count for (first, second), count in table.items() if first == second)


def kappa(table: Pairs) -> Fraction | None:
    """Cohen's kappa; None without a pair, and where both came to one and the same outcome every time."""
    total = sum(table.values())
    if not total or (expected := _by_chance(table, total)) == 1:
        return None
    return (Fraction(agreed(table), total) - expected) / (1 - expected)


def _by_chance(table: Pairs, total: int) -> Fraction:
    """The share that would agree if each gave their outcomes as often, without looking at the work."""
    rows, columns = _margins(table)
    return sum((Fraction(rows[each] * columns[each], total * total) for each in rows), Fraction(0))


def _margins(table: Pairs) -> tuple[Counter[Hashable], Counter[Hashable]]:
    rows: Counter[Hashable] = Counter()
    columns: Counter[Hashable] = Counter()
    for (first, second), count in table.items():
        rows[first] += count
        columns[second] += count
    return rows, columns


def kappa_error(table: Pairs) -> float | None:
    """The standard error of kappa in a large sample; None where kappa is undefined."""
    value, total = kappa(table), sum(table.values())
    if value is None:
        return None
    rows, columns = _margins(table)
    rest, expected, spread = 1 - value, _by_chance(table, total), Fraction(0)
    for (first, second), count in table.items():
        if first == second:
            weight = 1 - Fraction(rows[first] + columns[first], total) * rest
        else:
            weight = Fraction(columns[first] + rows[second], total) * rest
        spread += Fraction(count, total) * weight**2
    variance = (spread - (value - expected * rest) ** 2) / (total * (1 - expected) ** 2)
    return sqrt(max(variance, Fraction(0)))


def kappa_interval(table: Pairs) -> tuple[float, float] | None:
    """Where kappa lies with 95 per cent confidence; None where it is undefined, or no pair differs."""
    value, error = kappa(table), kappa_error(table)
    if value is None or not error:
        return None
    return max(-1.0, float(value) - _Z95 * error), min(1.0, float(value) + _Z95 * error)


def share_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Where a share lies with 95 per cent confidence, by Wilson; None of nothing."""
    if not whole:
        return None
    share, z = part / whole, _Z95
    middle = share + z * z / (2 * whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max(0.0, (middle - half) / (1 + z * z / whole)), min(1.0, (middle + half) / (1 + z * z / whole))


def alpha(units: Iterable[Sequence[Hashable]]) -> Fraction | None:
    """Krippendorff's alpha of what any number of judges said of each unit, for unordered values.

    A unit that one alone judged says nothing. None where no two judged the same, or all came to one value.
    """
    paired = [Counter(unit) for unit in units if len(unit) > 1]
    values: Counter[Hashable] = Counter()
    for unit in paired:
        values.update(unit)
    total = values.total()
    expected = sum(each * (total - each) for each in values.values())
    if not expected:
        return None
    observed = sum((_disagreement(unit) for unit in paired), Fraction(0))
    return 1 - (total - 1) * observed / expected


def _disagreement(unit: Counter[Hashable]) -> Fraction:
    size = unit.total()
    return Fraction(sum(each * (size - each) for each in unit.values()), size - 1)
