"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.lines.models import PairLine, line_place

TABLES = (
    PersonalTable(
        PairLine.writer_id,
        taken_as="lines-in-pairs",
        holds="what you wrote in records of your pairs",
        opened={"body": lambda row: line_place(row.public_id)},
    ),
)
