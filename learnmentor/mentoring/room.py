"""The manifest of `mentoring`."""

from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

MENTORING = Place("Mentoring", "pairs.mine", 36)

ROOM = Room(
    pages=(Pages("views.hub", lights=MENTORING.endpoint),),
    places=(MENTORING,),
    personal="personal_data",
)
