"""The manifest of `mentoring`."""

from learnmentor.organisations.room import PEOPLE
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

MENTORING = Place("Mentoring", "pairs.mine", 36)

ROOM = Room(
    pages=(
        Pages("views.hub", lights=MENTORING.endpoint),
        Pages("directory.views.mentors", lights=MENTORING.endpoint),
        Pages("directory.views.places", lights=MENTORING.endpoint),
        Pages("directory.views.relayed", lights=MENTORING.endpoint),
        Pages("matching.views.looking", lights=MENTORING.endpoint),
        Pages("matching.views.asked", lights=MENTORING.endpoint),
        Pages("matching.views.arranging", lights=PEOPLE.endpoint),
        Pages("matching.views.changing", lights=MENTORING.endpoint),
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
