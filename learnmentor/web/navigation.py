"""The few places in the bar at the top, for the person who looks at it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: where it leads, for whom, and how far to the right it stands."""

    label: str
    endpoint: str
    order: int
    role: str | None = None


@dataclass(frozen=True)
class NavigationLink:
    """One entry as a template needs it."""

    label: str
    href: str
    current: bool


def links(
    places: Collection[Place], roles: Collection[str], *, current: str | None, address: Callable[[str], str]
) -> list[NavigationLink]:
    """The places that somebody with `roles` may use; the one with the endpoint `current` is being looked at, and
    `address` says where an endpoint is."""
    return [
        NavigationLink(place.label, address(place.endpoint), place.endpoint == current)
        for place in places
        if place.role is None or place.role in roles
    ]
