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
        Pages("agreements.views.agreement", lights=MENTORING.endpoint),
        Pages("agreements.views.draft", lights=MENTORING.endpoint),
        Pages("agreements.views.signing", lights=MENTORING.endpoint),
        Pages("reviews.views.reviews", lights=MENTORING.endpoint),
        Pages("reviews.views.own_part", lights=MENTORING.endpoint),
        Pages("reviews.views.summary", lights=MENTORING.endpoint),
        Pages("checks.views.checks", lights=MENTORING.endpoint),
        Pages("checks.views.letters", lights=MENTORING.endpoint),
        Pages("checks.views.evaluations", lights=MENTORING.endpoint),
        Pages("views.changing", lights=MENTORING.endpoint),
        Pages("views.downloading", lights=MENTORING.endpoint),
        Pages("invitations.views.sending", lights=MENTORING.endpoint),
        Pages("invitations.views.answering", lights=MENTORING.endpoint),
        Pages("third_parties.views.naming", lights=MENTORING.endpoint),
        Pages("third_parties.views.disclosure", lights=MENTORING.endpoint),
        Pages("role_declarations.views", lights=MENTORING.endpoint),
    ),
    places=(MENTORING,),
    jobs="jobs",
    personal="personal_data",
)
