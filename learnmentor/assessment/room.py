"""The manifest of `assessment`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.courses.room import UNITS
from learnmentor.organisations.room import PEOPLE
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

JUDGING = Place("Judging", "assessing.assessing", 60, RoleName.ASSESSOR)

ROOM = Room(
    pages=(
        Pages("activities.views", lights=UNITS.endpoint),
        Pages("statistics.views", lights=UNITS.endpoint),
        Pages("assessed.digests.views"),
        Pages("assessed.standardisation.views.standardisation", lights=JUDGING.endpoint),
        Pages("assessed.observed.views.visiting", lights=JUDGING.endpoint),
        Pages("assessed.observed.views.visited"),
        Pages("assessed.assignments.views.assessing", lights=JUDGING.endpoint),
        Pages("assessed.assignments.views.desk", lights=PEOPLE.endpoint),
        Pages("assessed.assessors.views", lights=PEOPLE.endpoint),
    ),
    places=(JUDGING,),
    jobs="activities.jobs",
    sealed={"the newest work on an activity": "activities.queries:newest_opens"},
    personal="personal_data",
)
