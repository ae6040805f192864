"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.matching.models import (
    MentorOffer,
    MentorSearch,
    needs_place,
    reason_place,
    search_place,
)

TABLES = (
    PersonalTable(
        MentorSearch.mentee_id,
        taken_as="searches-for-a-mentor",
        holds="what you looked for in a mentor, and your reason for a choice",
        opened={
            "body": lambda row: search_place(row.public_id),
            "needs": lambda row: needs_place(row.public_id),
            "reason": lambda row: reason_place(row.public_id),
        },
    ),
    PersonalTable(
        MentorOffer.mentor_id,
        taken_as="offered-as-a-mentor",
        holds="when you were offered to somebody as a mentor, and what you answered",
        without=frozenset({"reasons", "against"}),  # what the mentee is told
    ),
)
