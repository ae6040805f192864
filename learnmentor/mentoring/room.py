"""The manifest of `mentoring`."""

from learnmentor.rooms import Room

ROOM = Room(personal="personal_data")
