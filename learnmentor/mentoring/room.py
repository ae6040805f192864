"""The manifest of `mentoring`."""

from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

MENTORING = Place("Mentoring", "pairs.mine", 36)

ROOM = Room(
    pages=(
        Pages("views.hub", lights=MENTORING.endpoint),
        Pages("meetings.views.meetings", lights=MENTORING.endpoint),
        Pages("meetings.views.record", lights=MENTORING.endpoint),
        Pages("meetings.views.lines", lights=MENTORING.endpoint),
        Pages("meetings.views.paper", lights=MENTORING.endpoint),
        Pages("meetings.views.claims", lights=MENTORING.endpoint),
        Pages("meetings.views.calendars", lights=MENTORING.endpoint),
        Pages("targets.views", lights=MENTORING.endpoint),
        Pages("observations.views.observations", lights=MENTORING.endpoint),
        Pages("observations.views.agreeing", lights=MENTORING.endpoint),
        Pages("observations.views.paper", lights=MENTORING.endpoint),
        Pages("observations.views.second_observer", lights=MENTORING.endpoint),
        Pages("schedule.views.year", lights=MENTORING.endpoint),
        Pages("schedule.views.plan", lights=MENTORING.endpoint),
        Pages("schedule.views.paper", lights=MENTORING.endpoint),
    ),
    places=(MENTORING,),
    personal="personal_data",
)
