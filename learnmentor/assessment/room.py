"""The manifest of `assessment`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.courses.room import UNITS
from learnmentor.mentoring.room import MENTORING
from learnmentor.organisations.room import PEOPLE
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

JUDGING = Place("Judging", "assessing.assessing", 60, RoleName.ASSESSOR)
MODERATING = Place("Moderating", "moderating.waiting", 62, RoleName.MODERATOR)

ROOM = Room(
    pages=(
        Pages("activities.views", lights=UNITS.endpoint),
        Pages("statistics.views", lights=UNITS.endpoint),
        Pages("assessed.digests.views"),
        Pages("assessed.standardisation.views.standardisation", lights=JUDGING.endpoint),
        Pages("assessed.observed.views.visiting", lights=JUDGING.endpoint),
        Pages("assessed.observed.views.visited"),
        Pages("assessed.preparing.views.choosing", lights=UNITS.endpoint),
        Pages("assessed.preparing.views.submissions", lights=UNITS.endpoint),
        Pages("assessed.preparing.views.parts", lights=UNITS.endpoint),
        Pages("assessed.handing_in.views.handing", lights=UNITS.endpoint),
        Pages("assessed.handing_in.views.receipts", lights=UNITS.endpoint),
        Pages("assessed.handing_in.views.tries", lights=UNITS.endpoint),
        Pages("assessed.appeals.views.making", lights=UNITS.endpoint),
        Pages("assessed.appeals.views.moderating", lights=MODERATING.endpoint),
        Pages("assessed.discussions.views.own", lights=UNITS.endpoint),
        Pages("assessed.discussions.views.assessing", lights=JUDGING.endpoint),
        Pages("assessed.records.views.choosing", lights=UNITS.endpoint),
        Pages("assessed.records.views.own", lights=UNITS.endpoint),
        Pages("assessed.records.views.asked", lights=MENTORING.endpoint),
        Pages("assessed.witnesses.views.asking", lights=UNITS.endpoint),
        Pages("assessed.witnesses.views.writing"),
        Pages("assessed.assignments.views.assessing", lights=JUDGING.endpoint),
        Pages("assessed.assignments.views.desk", lights=PEOPLE.endpoint),
        Pages("assessed.assessors.views", lights=PEOPLE.endpoint),
        Pages("assessed.moderation.views.waiting", lights=MODERATING.endpoint),
        Pages("assessed.moderation.views.comparing", lights=MODERATING.endpoint),
        Pages("assessed.moderation.views.reports", lights=MODERATING.endpoint),
        Pages("assessed.reading.views", lights=JUDGING.endpoint),
        Pages("assessed.judging.views.judge", lights=JUDGING.endpoint),
        Pages("assessed.judging.views.judged", lights=JUDGING.endpoint),
    ),
    places=(JUDGING, MODERATING),
    jobs="jobs",
    sealed={"the newest work on an activity": "activities.queries:newest_opens"},
    personal="personal_data",
)
