"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.needs.models import NeedsTaken, needs_place

TABLES = (
    PersonalTable(
        NeedsTaken.person_id,
        taken_as="mentor-needs",
        holds="what you answered to the twelve questions for a new mentor, each time",
        opened={"body": lambda row: needs_place(row.public_id)},
    ),
)
