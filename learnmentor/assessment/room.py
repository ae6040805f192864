"""The manifest of `assessment`."""

from learnmentor.courses.room import UNITS
from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(
        Pages("activities.views", lights=UNITS.endpoint),
        Pages("statistics.views", lights=UNITS.endpoint),
        Pages("assessed.digests.views"),
        Pages("assessed.standardisation.views.standardisation"),
        Pages("assessed.observed.views.visiting"),
        Pages("assessed.observed.views.visited"),
    ),
    jobs="activities.jobs",
    sealed={"the newest work on an activity": "activities.queries:newest_opens"},
    personal="personal_data",
)
