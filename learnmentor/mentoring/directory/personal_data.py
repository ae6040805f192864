"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.directory.models import (
    ListingAnswer,
    ListingMessage,
    MentorListing,
    listing_place,
    message_place,
)

TABLES = (
    PersonalTable(
        MentorListing.person_id,
        taken_as="places-in-the-list",
        holds="what you have in the list of mentors and of practice",
        opened={"body": lambda row: listing_place(row.public_id)},
    ),
    PersonalTable(
        ListingAnswer.person_id,
        taken_as="asked-to-be-listed",
        holds="that you were asked to be in the list, and whether you said no",
    ),
    PersonalTable(
        ListingMessage.writer_id,
        taken_as="messages-by-the-list",
        holds="messages that you left by the list, and answers that you gave",
        opened={"body": lambda row: message_place(row.public_id)},
    ),
)
