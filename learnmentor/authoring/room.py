"""The manifest of `authoring`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.rooms import CommandEntry, Pages, Room
from learnmentor.web.navigation import Place

STUDIO = Place("Studio", "studio.studio", 80, RoleName.TRAINER)

ROOM = Room(
    pages=(Pages("studio.views", lights=STUDIO.endpoint),),
    places=(STUDIO,),
    commands={"content": CommandEntry("cli:content", "Check, publish and write out units, cases and pages.")},
    personal="personal_data",
)
