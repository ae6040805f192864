"""What jobs hold of people: letters."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.jobs.models import OutgoingMail

PERSONAL = PersonalData(
    (PersonalTable(OutgoingMail.to_address, by_address=True, not_taken="letters, which lie in the person's mailbox"),)
)
