"""The manifest of `groups`."""

from learnmentor.organisations.room import PEOPLE
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

GROUPS = Place("Groups", "groups.groups", 35)

ROOM = Room(
    pages=(
        Pages("views.groups", lights=GROUPS.endpoint),
        Pages("joining.views.coming", lights=GROUPS.endpoint),
        Pages("joining.views.people", lights=GROUPS.endpoint),
        Pages("joining.views.ways", lights=GROUPS.endpoint),
        Pages("sessions.views.sessions", lights=GROUPS.endpoint),
        Pages("sessions.views.attendance", lights=GROUPS.endpoint),
        Pages("assignments.views", lights=GROUPS.endpoint),
        Pages("reports.views.progress", lights=GROUPS.endpoint),
        Pages("reports.views.organisation", lights=PEOPLE.endpoint),
        Pages("pair_counts.views", lights=PEOPLE.endpoint),
        Pages("reports.views.impact", lights=PEOPLE.endpoint),
    ),
    places=(GROUPS,),
    jobs="jobs",
    personal="personal_data",
)
