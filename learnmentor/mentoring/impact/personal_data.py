"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken, impact_place, survey_place

TABLES = (
    PersonalTable(
        ImpactTaken.person_id,
        taken_as="impact-answers",
        holds="what you answered before, half way and after",
        opened={"body": lambda row: impact_place(row.public_id)},
    ),
    PersonalTable(
        ImpactSurvey.person_id,
        taken_as="impact-surveys",
        holds="what your befores and afters are about, and whether they are counted with those of others",
        opened={"body": lambda row: survey_place(row.public_id)},
    ),
)
