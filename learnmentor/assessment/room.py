"""The manifest of `assessment`."""

from learnmentor.courses.room import UNITS
from learnmentor.mentoring.room import MENTORING
from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(
        Pages("activities.views", lights=UNITS.endpoint),
        Pages("statistics.views", lights=UNITS.endpoint),
        Pages("assessed.digests.views"),
        Pages("assessed.reading.views"),
        Pages("assessed.judging.views.judge"),
        Pages("assessed.judging.views.judged"),
        Pages("assessed.preparing.views.choosing", lights=UNITS.endpoint),
        Pages("assessed.preparing.views.submissions", lights=UNITS.endpoint),
        Pages("assessed.preparing.views.parts", lights=UNITS.endpoint),
        Pages("assessed.records.views.choosing", lights=UNITS.endpoint),
        Pages("assessed.records.views.own", lights=UNITS.endpoint),
        Pages("assessed.records.views.asked", lights=MENTORING.endpoint),
        Pages("assessed.witnesses.views.asking", lights=UNITS.endpoint),
        Pages("assessed.witnesses.views.writing"),
    ),
    jobs="activities.jobs",
    sealed={"the newest work on an activity": "activities.queries:newest_opens"},
    personal="personal_data",
)
