"""What this room holds of people: their pairs, the lines they wrote, the targets they set and what became of them."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.mentoring.learning_plan.models import LearningPlanLine, plan_place
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.sheets.models import Sheet, sheet_place
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, target_place

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"

PERSONAL = PersonalData(
    (
        PersonalTable(
            Pair.mentor_id,
            taken_as="pairs-as-mentor",
            holds="the pairs in which you are the mentor",
            stays=PAIR_STAYS,
        ),
        PersonalTable(
            Pair.mentee_id,
            taken_as="pairs-as-mentee",
            holds="the pairs in which you are the mentee",
            stays=PAIR_STAYS,
        ),
        PersonalTable(PairRoles.mentor_id, not_taken="the same days as the pairs", stays=PAIR_STAYS),
        PersonalTable(PairRoles.mentee_id, not_taken="the same days as the pairs", stays=PAIR_STAYS),
        PersonalTable(
            PairLine.writer_id,
            taken_as="lines-in-pairs",
            holds="what you wrote in records of your pairs",
            opened={"body": lambda row: line_place(row.public_id)},
        ),
        PersonalTable(
            LearningPlanLine.writer_id,
            taken_as="learning-plan",
            holds="what you put in learning plans beside their targets",
            opened={"body": lambda row: plan_place(row.public_id)},
        ),
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
            Sheet.owner_id,
            taken_as="forms",
            holds="forms that you filled in: audits, self-assessments, reviews of sources, practice maps, notes",
            opened={"body": lambda row: sheet_place(row.public_id)},
        ),
    )
)
