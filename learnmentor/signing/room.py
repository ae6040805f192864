"""The manifest of `signing`."""

from learnmentor.rooms import Pages, Room
from learnmentor.signing import services

ROOM = Room(
    pages=(Pages("views"),),
    commands={"keys": "cli:keys"},
    sealed={"the signing key": services.key_opens},
)
