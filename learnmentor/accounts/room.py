"""The manifest of `accounts`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.rooms import CommandEntry, Pages, Room
from learnmentor.web.navigation import Place

PEOPLE = Place("People", "people.people", 90, RoleName.ADMINISTRATOR)

ROOM = Room(
    pages=(
        Pages("views.coming_in"),
        Pages("views.passwords"),
        Pages("views.profile"),
        Pages("views.closing"),
        Pages("views.people", lights=PEOPLE.endpoint),
        Pages("access_log.views", lights=PEOPLE.endpoint),
        Pages("invitations.views", lights=PEOPLE.endpoint),
        Pages("lives.views.care", lights=PEOPLE.endpoint),
        Pages("lives.views.holders", lights=PEOPLE.endpoint),
        Pages("lives.views.address"),
        Pages("merging.views"),
    ),
    places=(PEOPLE,),
    commands={"users": CommandEntry("cli:users", "Look after accounts and roles.")},
    jobs="jobs",
    personal="personal_data",
)
