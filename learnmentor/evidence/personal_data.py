"""What evidence holds of people: packs that wait to be fetched."""

from learnmentor.cpd.models import CpdPack
from learnmentor.evidence.packs.services import forget
from learnmentor.ground.personal_data import PersonalData, PersonalTable

PERSONAL = PersonalData(
    (PersonalTable(CpdPack.person_id, taken_as="downloads", holds="packs like this one"),), erase=forget
)
