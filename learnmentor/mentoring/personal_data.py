"""What this room holds of people: their pairs, the lines they wrote, the targets they set and what became of them."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import Passage, PersonalData, PersonalTable
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.impact import queries as impact
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken, impact_place, survey_place
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.needs import queries as needs
from learnmentor.mentoring.needs.models import NeedsTaken, needs_place
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, target_place

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"


def _passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    yield from needs.passages(db, vault, person_id)
    yield from impact.passages(db, vault, person_id)


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
            NeedsTaken.person_id,
            taken_as="mentor-needs",
            holds="what you answered to the twelve questions for a new mentor, each time",
            opened={"body": lambda row: needs_place(row.public_id)},
        ),
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
    ),
    passages=_passages,
)
