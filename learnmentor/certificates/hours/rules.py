"""When a programme earns a certificate of hours, and what counts in it [design.md section 8]."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

HOURS = "HOURS"  # the code under which these certificates stand beside those of awards
VERSION = 1  # of this rule
LEAST_PLACES = 10


@dataclass(frozen=True)
class ProgrammePlace:
    """A place in a programme: a segment by its code, a session by its key, or a session in a segment's place.

    A session alone has to be attended for the programme to be finished, and is no segment's place.
    """

    segment: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class Filled:
    """A place and what filled it: the segment itself, or else the session."""

    place: ProgrammePlace
    by_session: bool

    @property
    def uses(self) -> frozenset[str]:
        """What counts in a certificate with it, and so in no other: the segment's place, and the session."""
        session = {f"session {self.place.session}"} if self.by_session else set()
        return frozenset(session | ({self.place.segment} if self.place.segment else set()))


def filled(place: ProgrammePlace, *, finished: Collection[str], attended: Collection[str]) -> Filled | None:
    """What fills a place; None while nothing does. Somebody who missed a session may study its segment instead."""
    if place.segment in finished:
        return Filled(place, by_session=False)
    return Filled(place, by_session=True) if place.session in attended else None


def hours_due(
    places: Iterable[ProgrammePlace], *, finished: Collection[str], attended: Collection[str], counted: Collection[str]
) -> tuple[Filled, ...]:
    """What a certificate of hours for a programme would list now; nothing where none is due.

    All of the programme is done, and ten segments' places or more have not counted before. Which of two programmes is
    finished first decides which of them a segment that stands in both counts for; one of them it always does.
    """
    each = [filled(place, finished=finished, attended=attended) for place in places]
    done = [one for one in each if one is not None]
    new = tuple(one for one in done if not one.uses & set(counted))
    enough = sum(one.place.segment is not None for one in new) >= LEAST_PLACES
    return new if enough and len(done) == len(each) else ()
