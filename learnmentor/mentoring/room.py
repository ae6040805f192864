"""The manifest of `mentoring`."""

from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

MENTORING = Place("Mentoring", "pairs.mine", 36)

ROOM = Room(
    pages=(
        Pages("views.hub", lights=MENTORING.endpoint),
        Pages("agreements.views.agreement", lights=MENTORING.endpoint),
        Pages("agreements.views.draft", lights=MENTORING.endpoint),
        Pages("agreements.views.signing", lights=MENTORING.endpoint),
    ),
    places=(MENTORING,),
    personal="personal_data",
)
