"""The manifest of `mentoring`."""

from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

MENTORING = Place("Mentoring", "pairs.mine", 36)

ROOM = Room(
    pages=(
        Pages("views.hub", lights=MENTORING.endpoint),
        Pages("sheets.views.own", lights=MENTORING.endpoint),
        Pages("sheets.views.steps", lights=MENTORING.endpoint),
        Pages("sheets.views.files", lights=MENTORING.endpoint),
        Pages("sheets.views.in_pair", lights=MENTORING.endpoint),
        Pages("learning_plan.views", lights=MENTORING.endpoint),
    ),
    places=(MENTORING,),
    personal="personal_data",
)
