"""The manifest of `courses`."""

from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

HOME = Place("Home", "home.home", 10)
PROGRAMMES = Place("Programmes", "programmes.programmes", 20)
UNITS = Place("Units", "catalogue.catalogue", 30)

ROOM = Room(
    pages=(
        Pages("study.views.home", lights=HOME.endpoint),
        Pages("programmes.views", lights=PROGRAMMES.endpoint),
        Pages("given.views.reading", lights=PROGRAMMES.endpoint),
        Pages("given.views.giving", lights=PROGRAMMES.endpoint),
        Pages("catalogue.views.units", lights=UNITS.endpoint),
        Pages("study.views.segment", lights=UNITS.endpoint),
        Pages("catalogue.views.pages"),
    ),
    places=(HOME, PROGRAMMES, UNITS),
    personal="personal_data",
)
