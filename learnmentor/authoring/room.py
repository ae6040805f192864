"""The manifest of `authoring`."""

from learnmentor.accounts.rules import RoleName
from learnmentor.authoring.models import Draft
from learnmentor.authoring.queries import media_in_use
from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

STUDIO = Place("Studio", "studio.studio", 80, RoleName.TRAINER)

ROOM = Room(
    pages=(Pages("studio.views", lights=STUDIO.endpoint),),
    places=(STUDIO,),
    commands={"content": "cli:content"},
    personal=PersonalData((PersonalTable(Draft.author_id, taken_as="drafts"),), files_in_use=media_in_use),
)
