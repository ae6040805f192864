"""The manifest of `mentoring`."""

from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(Pages("needs.views"), Pages("impact.views")),
    personal="personal_data",
)
