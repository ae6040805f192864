"""What each line of a table of people would change: somebody new, known as they stand, changed, or refused and why.

Pure: `PeopleStanding` is what there is now. Whoever is no member of this organisation is new, whether there is an
account elsewhere or not. A line is judged after those before it, so that nothing is done twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from learnmentor.accounts.rules import RoleName
from learnmentor.ground.typed.letters import alike
from learnmentor.organisations import rules
from learnmentor.organisations.rules import Span
from learnmentor.organisations.tables import reading
from learnmentor.organisations.tables.reading import PersonLine

BETWEEN_PARTS = " / "


class LineVerdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True)
class KnownPart:
    """An open part of the organisation, by its names from below the organisation down: "North / Crafts"."""

    id: int
    path: str
    name: str
    label: str


@dataclass(frozen=True)
class NamedGroup:
    """An open group that a table may name: the path of its part, and how many more people it has room for."""

    id: int
    title: str
    path: str
    room: int


def groups_meant(groups: Iterable[NamedGroup], name: str, path: str) -> list[NamedGroup]:
    """The groups that a name means for somebody at a path: those in their part, or else in the nearest above it."""
    wanted = alike(name)
    above = [each for each in groups if alike(each.title) == wanted and path.startswith(each.path)]
    longest = max((len(each.path) for each in above), default=0)
    return [each for each in above if len(each.path) == longest]


@dataclass(frozen=True)
class KnownSpan:
    """The days of one membership."""

    membership_id: int
    part_id: int
    span: Span


@dataclass
class KnownMember:
    """Somebody of this organisation. `roles` are held or to come, with their part where they have one."""

    person_id: int
    spans: list[KnownSpan] = field(default_factory=list)
    roles: set[tuple[RoleName, int | None]] = field(default_factory=set)
    groups: dict[int, str] = field(default_factory=dict)  # by part


@dataclass(frozen=True)
class Offered:
    """What an invitation that waits says."""

    name: str
    roles: frozenset[str]
    group: str
    manager: str
    first: date | None
    last: date | None


@dataclass
class PeopleStanding:
    """What there is of an organisation that a table is compared with."""

    here: KnownPart  # the part that an empty cell means
    parts: Sequence[KnownPart]
    members: dict[str, KnownMember] = field(default_factory=dict)  # by address
    offers: dict[tuple[str, int], Offered] = field(default_factory=dict)  # by address and part
    managers: dict[int, set[int]] = field(default_factory=dict)  # of each person, today
    may_give: Callable[[RoleName, KnownPart], bool] = lambda _role, _part: True
    offered_roles: frozenset[RoleName] = frozenset(RoleName)
    groups: Sequence[NamedGroup] | None = None  # of the names in the table; None where nobody looks
    asked: Counter[NamedGroup] = field(default_factory=Counter)  # how many lines before named each

    def part(self, name: str) -> list[KnownPart]:
        """The parts that a cell may mean."""
        if not name:
            return [self.here]
        wanted = alike(name)
        return self._by_label.get(wanted) or self._by_name.get(wanted, [])

    @cached_property
    def _by_label(self) -> dict[str, list[KnownPart]]:
        return {alike(part.label): [part] for part in self.parts}

    @cached_property
    def _by_name(self) -> dict[str, list[KnownPart]]:
        found: dict[str, list[KnownPart]] = {}
        for part in self.parts:
            found.setdefault(alike(part.name), []).append(part)
        return found


@dataclass(frozen=True)
class PlannedChange:
    """What a line of somebody known comes to; what is None or False stays as it is."""

    joins: Span | None = None
    changes: KnownSpan | None = None  # a membership with its new days
    roles: tuple[tuple[RoleName, int | None], ...] = ()
    manager_id: int | None = None
    group: str = ""

    @property
    def nothing(self) -> bool:
        """Whether all is as the line says."""
        return self == PlannedChange()


@dataclass(frozen=True)
class JudgedLine:
    """A line with what becomes of it; `why` is a sentence where it is refused or something of it has to wait."""

    line: PersonLine
    verdict: LineVerdict
    part: KnownPart | None = None
    plan: PlannedChange = PlannedChange()
    column: str = ""
    why: str = ""
    person_id: int | None = None  # of somebody known


class _Refused(Exception):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


def judged(
    lines: Iterable[PersonLine], standing: PeopleStanding, *, addresses: frozenset[str], today: date
) -> Iterator[JudgedLine]:
    """Each line with what becomes of it. `addresses` are those of the whole table, with whom somebody may come in."""
    seen: dict[tuple[str, int], int] = {}
    for line in lines:
        part = None
        try:
            part = _part(line, standing)
            _refuse_repeated(line, seen.setdefault((line.email, part.id), line.line))
            yield _judge(line, part, standing, addresses=addresses, today=today)
        except _Refused as refusal:
            yield JudgedLine(line, LineVerdict.REFUSED, part, column=refusal.column, why=refusal.why)


def _refuse_repeated(line: PersonLine, before: int) -> None:
    if before != line.line:
        raise _Refused("Email", reading.REPEATED.format(before))


def _part(line: PersonLine, standing: PeopleStanding) -> KnownPart:
    found = standing.part(line.part)
    if len(found) == 1:
        return found[0]
    if found:
        which = " or ".join(f"“{part.label}”" for part in found[:5])
        raise _Refused("Part", f"There are {len(found)} parts called “{line.part[:60]}”. Write {which}.")
    some = ", ".join(part.label for part in standing.parts[:5] if part.label) or standing.here.name
    raise _Refused("Part", f"There is no part called “{line.part[:60]}” here. Make it first, or write one of: {some}.")


def _judge(
    line: PersonLine, part: KnownPart, standing: PeopleStanding, *, addresses: frozenset[str], today: date
) -> JudgedLine:
    member = standing.members.get(line.email)
    roles = _roles(line, part, member, standing)
    manager_id, waits = _manager(line, member, standing, addresses)
    if member is None:
        return _judge_new(line, part, standing, today=today)
    joins, changes = _days(line, part, member, today=today)
    if joins and all(each.span.over(today) for each in member.spans):
        return _judge_new(line, part, standing, today=today)  # they had left, so they are asked again
    group = line.group if line.group and member.groups.get(part.id, "") != line.group else ""
    if group:
        _refuse_unknown_group(group, part, standing)
    plan = PlannedChange(joins, changes, roles, manager_id, group)
    if manager_id is not None:
        standing.managers.setdefault(member.person_id, set()).add(manager_id)
    verdict = LineVerdict.KNOWN if plan.nothing else LineVerdict.CHANGED
    column = "Manager's email" if waits else ""
    return JudgedLine(line, verdict, part, plan, column, waits, member.person_id)


def _judge_new(line: PersonLine, part: KnownPart, standing: PeopleStanding, *, today: date) -> JudgedLine:
    if line.last and line.last < today:
        raise _Refused("Last day", "Nobody here has this address, and the last day is past. Take the line out.")
    offered = offer_of(line)
    waiting = standing.offers.get((line.email, part.id))
    if line.group and (waiting is None or waiting.group != line.group):
        _refuse_unknown_group(line.group, part, standing)
    if waiting is None:
        return JudgedLine(line, LineVerdict.NEW, part)
    return JudgedLine(line, LineVerdict.KNOWN if waiting == offered else LineVerdict.CHANGED, part)


def _refuse_unknown_group(name: str, part: KnownPart, standing: PeopleStanding) -> None:
    """Refuse what names no group, two, or a full one; else one more place of it is taken."""
    if standing.groups is None:
        return
    found, said = groups_meant(standing.groups, name, part.path), name[:60]
    if not found:
        raise _Refused(
            "Group",
            f"There is no open group called “{said}” in {part.name} that you look after. Make it first under Groups, "
            "write its name as it stands there, or take it out.",
        )
    if len(found) > 1:
        raise _Refused("Group", f"There are {len(found)} groups called “{said}”. Give one of them another name first.")
    if standing.asked[found[0]] >= found[0].room:
        raise _Refused("Group", f"The group “{said}” has no room for more people. Make another, or take the name out.")
    standing.asked[found[0]] += 1


def offer_of(line: PersonLine) -> Offered:
    """What an invitation would say that is written for a line."""
    return Offered(line.name, frozenset(map(str, line.roles)), line.group, line.manager, line.first, line.last)


def _roles(
    line: PersonLine, part: KnownPart, member: KnownMember | None, standing: PeopleStanding
) -> tuple[tuple[RoleName, int | None], ...]:
    """The roles that are to be given; each must be one that somebody may give here."""
    wanted = [(role, part.id if role == RoleName.COORDINATOR else None) for role in line.roles]
    missing = tuple(each for each in wanted if member is None or each not in member.roles)
    for role, _ in missing:
        if role == RoleName.ADMINISTRATOR:
            raise _Refused("Roles", "An administrator is made on the page of the person alone. Take the word out.")
        if role not in standing.offered_roles:
            raise _Refused("Roles", f"“{role}” opens no page in this version. Take the word out.")
        if not standing.may_give(role, part):
            raise _Refused("Roles", f"Only an administrator can make somebody {role}. Take the word out, or ask one.")
    return missing


def _manager(
    line: PersonLine, member: KnownMember | None, standing: PeopleStanding, addresses: frozenset[str]
) -> tuple[int | None, str]:
    """The manager to be written down, None where nothing changes; and a sentence where that has to wait."""
    if not line.manager:
        return None, ""
    manager = standing.members.get(line.manager)
    if manager is None:
        invited = any(address == line.manager for address, _ in standing.offers)
        if not (invited or line.manager in addresses):
            nobody = "Nobody here has this address. Bring in the manager first, or take the address out."
            raise _Refused("Manager's email", nobody)
        return None, "The manager has not joined yet. Bring the table in once more when they have." if member else ""
    if member is None or manager.person_id in standing.managers.get(member.person_id, set()):
        return None, ""
    if rules.circular(standing.managers, manager_id=manager.person_id, person_id=member.person_id):
        raise _Refused(
            "Manager's email", "They would manage each other, perhaps by way of others. Check who leads whom."
        )
    return manager.person_id, ""


def _days(
    line: PersonLine, part: KnownPart, member: KnownMember, *, today: date
) -> tuple[Span | None, KnownSpan | None]:
    """A membership to begin, or one that is there with its new days, or neither."""
    here = [each for each in member.spans if each.part_id == part.id]
    found = _meant(line, here, today=today)
    if found is None:
        first = line.first or today
        if line.last and line.last < first:
            raise _Refused("Last day", "They are no member of this part on that day, so nothing ends. Take it out.")
        return Span(first, line.last), None
    first, last = line.first or found.span.starts_on, line.last or found.span.ends_on
    if last and last < first:
        raise _Refused("Last day", "With this, the last day would be before the first. Check both.")
    if rules.clashing((each.span for each in here if each != found), Span(first, last)):
        raise _Refused("First day", "They were a member of this part before, on some of these days. Check the days.")
    changed = KnownSpan(found.membership_id, found.part_id, Span(first, last))
    return None, changed if changed != found else None


def _meant(line: PersonLine, here: Sequence[KnownSpan], *, today: date) -> KnownSpan | None:
    """The membership that a line speaks of: one on its days, else the newest that had begun by its last."""
    first = line.first or min(today, line.last or today)
    met = [each for each in here if each.span.meets(Span(first, max(first, line.last) if line.last else None))]
    if not met and line.last and line.first is None:
        met = [each for each in here if each.span.starts_on <= line.last]
    return max(met, key=lambda each: each.span.starts_on, default=None)


def counted(lines: Iterable[JudgedLine]) -> Mapping[str, int]:
    """How many lines came to what."""
    counts = {str(verdict): 0 for verdict in LineVerdict}
    for each in lines:
        counts[each.verdict] += 1
    return counts
