"""The manifest of `evidence`."""

from learnmentor.certificates.room import CERTIFICATES
from learnmentor.cpd.models import CpdPack
from learnmentor.cpd.room import YEAR
from learnmentor.evidence.packs.services import forget
from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(
        Pages("packs.views", lights=YEAR.endpoint),
        Pages("checks.views", lights=CERTIFICATES.endpoint),
    ),
    commands={"verify": "cli:verify"},
    jobs="jobs",
    personal=PersonalData((PersonalTable(CpdPack.person_id, taken_as="downloads"),), erase=forget),
)
