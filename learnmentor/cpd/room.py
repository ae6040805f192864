"""The manifest of `cpd`."""

from learnmentor.rooms import CommandEntry, Pages, Room
from learnmentor.web.navigation import Place

YEAR = Place("CPD year", "cpd.year", 40)

ROOM = Room(
    pages=(
        Pages("views.year", lights=YEAR.endpoint),
        Pages("views.entries", lights=YEAR.endpoint),
        Pages("views.integrity", lights=YEAR.endpoint),
        Pages("prompts.views", lights=YEAR.endpoint),
        Pages("tables.views", lights=YEAR.endpoint),
        Pages("targets.views", lights=YEAR.endpoint),
        Pages("declarations.views", lights=YEAR.endpoint),
        Pages("earlier.views", lights=YEAR.endpoint),
    ),
    places=(YEAR,),
    commands={"cpd": CommandEntry("cli:cpd", "Look after CPD records.")},
    jobs="jobs",
    sealed={"the newest words in a CPD record": "queries.entries:newest_opens"},
    personal="personal_data",
)
