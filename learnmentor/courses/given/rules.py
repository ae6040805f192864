"""What a programme that is given away holds, who may see it, and when it can be published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from learnmentor.accounts.rules import RoleName
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES

MAX_ITEMS = 200
MAX_GIVEN = 50  # programmes of one trainer
MAX_VERSIONS = 100  # of one programme
MAX_SESSION_MINUTES = 24 * 60
MAX_WEEKS = 104
LONGEST_TITLE = 120
LONGEST_FOR_WHOM = 300


class Audience(StrEnum):
    """Who a programme is for. The last two name a part of an organisation or a group by its public id."""

    EVERYBODY = "everybody"
    LINK = "link"
    ORGANISATION = "organisation"
    GROUP = "group"


NAMED_AUDIENCES = frozenset({Audience.ORGANISATION, Audience.GROUP})


@dataclass(frozen=True)
class GivenItem:
    """A place in a programme: a segment, or a session, which may stand in the place of one.

    `key` is a segment's code, or what a session is known by through all versions.
    """

    key: str
    title: str
    minutes: int
    segment: str | None  # the segment that it is, or whose place it fills
    session: bool = False


@dataclass(frozen=True)
class GivenContent:
    """All that a version says. It is to be finished by a day, or so many weeks after it was begun, or at no time."""

    title: str
    for_whom: str
    items: tuple[GivenItem, ...] = ()
    due_on: date | None = None
    due_weeks: int | None = None

    @property
    def segment_minutes(self) -> int:
        """Planned minutes of its segments."""
        return sum(item.minutes for item in self.items if not item.session)

    @property
    def session_minutes(self) -> int:
        """Planned minutes of its sessions."""
        return sum(item.minutes for item in self.items if item.session)

    @property
    def minutes(self) -> int:
        """Planned minutes of all of it."""
        return self.segment_minutes + self.session_minutes

    @property
    def segments(self) -> tuple[str, ...]:
        """The codes of the segments to study, in their order; those whose place a session fills are not among them."""
        return tuple(item.key for item in self.items if not item.session)

    @property
    def named_segments(self) -> tuple[str, ...]:
        """The code of each segment that it names, in order: to study, or in the place of a session."""
        return tuple(item.segment for item in self.items if item.segment)

    def session(self, key: str) -> GivenItem | None:
        """The session that is known by `key`."""
        return next((item for item in self.items if item.session and item.key == key), None)

    def due(self, begun_on: date) -> date | None:
        """By which day somebody who began on that day is to finish."""
        return begun_on + timedelta(weeks=self.due_weeks) if self.due_weeks else self.due_on


def content_from(data: Mapping[str, Any]) -> GivenContent:
    """What lies in a row, as `as_data` put it there."""
    return GivenContent(
        title=data["title"],
        for_whom=data["for_whom"],
        items=tuple(
            GivenItem(each["key"], each["title"], each["minutes"], each["segment"], each["session"])
            for each in data["items"]
        ),
        due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
        due_weeks=data["due_weeks"],
    )


def as_data(content: GivenContent) -> dict[str, Any]:
    """What is kept of it in a row; the day as ISO text."""
    return {
        "title": content.title,
        "for_whom": content.for_whom,
        "items": [
            {"key": i.key, "title": i.title, "minutes": i.minutes, "segment": i.segment, "session": i.session}
            for i in content.items
        ],
        "due_on": content.due_on.isoformat() if content.due_on else None,
        "due_weeks": content.due_weeks,
    }


# Who may do what


def may_give(roles: frozenset[RoleName]) -> bool:
    """Giving programmes away is for trainers and coordinators."""
    return not roles.isdisjoint({RoleName.TRAINER, RoleName.COORDINATOR})


def may_look_after_given(*, actor_id: int, giver_id: int | None) -> bool:
    """A programme is changed, published and withdrawn by whoever gives it."""
    return actor_id == giver_id


@dataclass(frozen=True)
class Offer:
    """What decides who may see a programme that is given away."""

    giver_id: int | None
    audience: Audience
    audience_id: str | None
    published: bool
    withdrawn: bool
    shared_as: str = ""  # what stands for it where it is shared with another organisation


@dataclass(frozen=True)
class OfferReader:
    """Somebody at a programme: whether they follow it or hold its link, and what is open to them.

    `belongs_to` has the public ids of where they belong, and programmes that are shared there.
    """

    id: int
    follows: bool = False
    holds_link: bool = False
    belongs_to: frozenset[str] = frozenset()


def may_follow(offer: Offer, reader: OfferReader) -> bool:
    """A published programme that is not withdrawn may be begun by whom it is for, and by its giver."""
    if not offer.published or offer.withdrawn:
        return False
    if offer.giver_id == reader.id or offer.audience == Audience.EVERYBODY:
        return True
    if offer.audience == Audience.LINK:
        return reader.holds_link
    return offer.audience_id in reader.belongs_to or offer.shared_as in reader.belongs_to


def may_see(offer: Offer, reader: OfferReader) -> bool:
    """Whom it is for, whoever gives it, and whoever is under way with it, withdrawn or not."""
    return offer.published and (reader.follows or offer.giver_id == reader.id or may_follow(offer, reader))


# The order of items


def in_typed_order(items: Sequence[GivenItem], places: Mapping[str, float]) -> tuple[GivenItem, ...]:
    """Items by the numbers typed beside them.

    Of two with one number, one that moves up goes first and one that moves down goes last: who types 1 beside the fifth
    means the first, and who types 5 beside the first means the fifth.
    """
    now = {item.key: number for number, item in enumerate(items, 1)}

    def place(item: GivenItem) -> tuple[float, int, int]:
        was = now[item.key]
        wanted = places.get(item.key, was)
        return wanted, (wanted > was) - (wanted < was), was

    return tuple(sorted(items, key=place))


def moved(items: Sequence[GivenItem], key: str, *, by: int) -> tuple[GivenItem, ...]:
    """Items with one of them so many places further down; it stops at the ends."""
    at = next((number for number, item in enumerate(items) if item.key == key), None)
    if at is None:
        return tuple(items)
    rest = [item for item in items if item.key != key]
    rest.insert(max(0, min(at + by, len(rest))), items[at])
    return tuple(rest)


# Publishing


class PublishingFault(StrEnum):
    """Why a programme cannot be published as it is."""

    NO_TITLE = "no title"
    NOBODY = "nobody"
    EMPTY = "empty"
    SEGMENT_TWICE = "segment twice"
    SEGMENT_GONE = "segment gone"
    SHORT_SESSION = "short session"
    UNCHANGED = "unchanged"
    ENOUGH_VERSIONS = "enough versions"


@dataclass(frozen=True)
class FaultFound:
    """A fault, and the item that it is about, if it is about one."""

    fault: PublishingFault
    item: GivenItem | None = None


def publishing_faults(
    content: GivenContent, *, before: GivenContent | None, versions: int, offered: Collection[str]
) -> list[FaultFound]:
    """All that stands against publishing; `before` is the version in force, `offered` the segments of the catalogue.

    A session that fills a segment's place takes at least as long as the segment does: no half hour is had for less.
    """
    found = [
        FaultFound(fault)
        for fault, applies in (
            (PublishingFault.NO_TITLE, not content.title),
            (PublishingFault.NOBODY, not content.for_whom),
            (PublishingFault.EMPTY, not content.items),
            (PublishingFault.UNCHANGED, content == before),
            (PublishingFault.ENOUGH_VERSIONS, versions >= MAX_VERSIONS),
        )
        if applies
    ]
    return found + [FaultFound(fault, item) for fault, item in _faults_of_items(content.items, offered)]


def _faults_of_items(items: Sequence[GivenItem], offered: Collection[str]) -> list[tuple[PublishingFault, GivenItem]]:
    met, found = set[str](), list[tuple[PublishingFault, GivenItem]]()
    for item in (each for each in items if each.segment):
        if item.segment in met:
            found.append((PublishingFault.SEGMENT_TWICE, item))
        elif item.segment not in offered:
            found.append((PublishingFault.SEGMENT_GONE, item))
        elif item.minutes < SEGMENT_MINUTES:
            found.append((PublishingFault.SHORT_SESSION, item))
        met.add(str(item.segment))
    return found


@dataclass(frozen=True)
class ProgrammeChanges:
    """What a newer version changed for whoever follows an older one."""

    added: tuple[GivenItem, ...]
    removed: tuple[GivenItem, ...]
    altered: tuple[GivenItem, ...]  # sessions, as they are now
    reordered: bool
    dates: bool
    words: bool  # its name, or whom it is for


def changes_between(before: GivenContent, after: GivenContent) -> ProgrammeChanges:
    """The difference of two versions. What is only called otherwise in the catalogue has not changed."""
    old, new = ({item.key: item for item in each.items} for each in (before, after))
    both = [key for key in old if key in new]
    return ProgrammeChanges(
        added=tuple(item for key, item in new.items() if key not in old),
        removed=tuple(item for key, item in old.items() if key not in new),
        altered=tuple(new[key] for key in both if new[key].session and new[key] != old[key]),
        reordered=both != [key for key in new if key in old],
        dates=(before.due_on, before.due_weeks) != (after.due_on, after.due_weeks),
        words=(before.title, before.for_whom) != (after.title, after.for_whom),
    )


def with_titles(content: GivenContent, titles: Mapping[str, str]) -> GivenContent:
    """Content with its segments called as the catalogue calls them."""
    items = (
        item if item.session else replace(item, title=titles.get(item.key, item.title), minutes=SEGMENT_MINUTES)
        for item in content.items
    )
    return replace(content, items=tuple(items))
