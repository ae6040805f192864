"""The manifest of `organisations`."""

from learnmentor.rooms import Room

ROOM = Room(personal="personal_data")
