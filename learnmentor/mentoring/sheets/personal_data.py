"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.sheets.models import Sheet, sheet_place

TABLES = (
    PersonalTable(
        Sheet.owner_id,
        taken_as="forms",
        holds="forms that you filled in: audits, self-assessments, reviews of sources, practice maps, notes",
        opened={"body": lambda row: sheet_place(row.public_id)},
    ),
)
