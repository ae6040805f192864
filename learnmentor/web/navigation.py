"""The few places in the bar at the top, for the person who looks at it."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request, url_for


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: where it leads, for whom, and which pages light it up (a blueprint's, or some)."""

    label: str
    endpoint: str
    blueprint: str
    role: str | None = None
    pages: frozenset[str] = frozenset()  # endpoints, where a blueprint has several places

    def is_current(self) -> bool:
        """Whether the page being looked at belongs here."""
        return request.endpoint in self.pages if self.pages else self.blueprint == request.blueprint


@dataclass(frozen=True)
class Link:
    """One entry as a template needs it."""

    label: str
    href: str
    current: bool


def links(places: Collection[Place], roles: Collection[str]) -> list[Link]:
    """The places that somebody with `roles` may use; the one being looked at is current."""
    return [
        Link(place.label, url_for(place.endpoint), place.is_current())
        for place in places
        if place.role is None or place.role in roles
    ]
