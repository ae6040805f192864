"""The manifest of `organisations`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

PEOPLE = Place("Your people", "organisations.overview", 80, RoleName.COORDINATOR)

ROOM = Room(
    pages=(
        Pages("views.parts", lights=PEOPLE.endpoint),
        Pages("views.coordinators", lights=PEOPLE.endpoint),
        Pages("views.members", lights=PEOPLE.endpoint),
        Pages("views.moving", lights=PEOPLE.endpoint),
        Pages("care.views", lights=PEOPLE.endpoint),
        Pages("views.managers", lights=PEOPLE.endpoint),
        Pages("tables.views", lights=PEOPLE.endpoint),
        Pages("sharing.views", lights=PEOPLE.endpoint),
        Pages("joining.views"),
        Pages("policies.views.work", lights=PEOPLE.endpoint),
        Pages("policies.views.reading", lights="pairs.mine"),
    ),
    places=(PEOPLE,),
    jobs="jobs",
    personal="personal_data",
)
