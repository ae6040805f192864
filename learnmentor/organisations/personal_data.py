"""What this room holds of people: where they belong, and who manages whom."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.organisations.models import Management, Membership

PERSONAL = PersonalData(
    (
        PersonalTable(
            Membership.person_id,
            taken_as="memberships",
            holds="the parts of organisations that you belong to, and since when",
        ),
        PersonalTable(
            Management.person_id, taken_as="managers", holds="who manages you, by the number of their account, and when"
        ),
        PersonalTable(
            Management.manager_id, taken_as="managed", holds="whom you manage, by the number of their account, and when"
        ),
    )
)
