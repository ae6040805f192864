"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.checks.models import (
    PairCheck,
    PairEvaluation,
    SilenceLetter,
    SilenceLettersStopped,
    check_place,
    evaluation_place,
)

TABLES = (
    PersonalTable(
        PairCheck.person_id,
        taken_as="is-this-working",
        holds="what you answered after the second and the fifth meeting",
        opened={"body": lambda row: check_place(row.public_id)},
    ),
    PersonalTable(
        PairEvaluation.writer_id,
        taken_as="evaluations-of-mentoring",
        holds="what you wrote of what the mentoring is worth",
        opened={"body": lambda row: evaluation_place(row.public_id)},
    ),
    PersonalTable(
        SilenceLetter.person_id, taken_as="silence-letters", holds="letters about long silences that you were sent"
    ),
    PersonalTable(
        SilenceLettersStopped.person_id,
        taken_as="silence-letters-stopped",
        holds="that you want no letters about long silences",
    ),
)
