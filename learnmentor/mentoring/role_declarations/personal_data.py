"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.role_declarations.models import RoleDeclaration, declaration_place

TABLES = (
    PersonalTable(
        RoleDeclaration.declarer_id,
        taken_as="declared-roles",
        holds="which other roles you declared towards somebody in a pair",
        opened={"body": lambda row: declaration_place(row.public_id)},
    ),
)
