"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease, target_place

TABLES = (
    PersonalTable(
        PairTargetStep.person_id,
        taken_as="steps-of-targets",
        holds="what you said has become of targets",
    ),
    PersonalTable(
        PairTarget.writer_id,
        taken_as="targets-set",
        holds="targets that you set in your pairs",
        opened={"body": lambda row: target_place(row.public_id)},
    ),
    PersonalTable(
        TargetRelease.person_id,
        taken_as="targets-released",
        holds="which targets you let a tutor read",
    ),
)
