"""The manifest of `signing`."""

from learnmentor.rooms import CommandEntry, Pages, Room

ROOM = Room(
    pages=(Pages("views"),),
    commands={"keys": CommandEntry("cli:keys", "Look after the keys that packs and credentials are signed with.")},
    sealed={"the signing key": "services:key_opens"},
)
