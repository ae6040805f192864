"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.learning_plan.models import LearningPlanLine, plan_place

TABLES = (
    PersonalTable(
        LearningPlanLine.writer_id,
        taken_as="learning-plan",
        holds="what you put in learning plans beside their targets",
        opened={"body": lambda row: plan_place(row.public_id)},
    ),
)
