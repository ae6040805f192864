"""What this room holds of people: its pairs, and what each sub-room says of its own tables."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import LeftBehind, Passage, PersonalData, PersonalTable
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import personal_data as of_agreements
from learnmentor.mentoring.checks import personal_data as of_checks
from learnmentor.mentoring.directory import personal_data as of_directory
from learnmentor.mentoring.impact import personal_data as of_impact
from learnmentor.mentoring.impact import queries as impact
from learnmentor.mentoring.invitations import personal_data as of_invitations
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.mentoring.learning_plan import personal_data as of_learning_plan
from learnmentor.mentoring.lines import personal_data as of_lines
from learnmentor.mentoring.matching import personal_data as of_matching
from learnmentor.mentoring.meetings import personal_data as of_meetings
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.needs import personal_data as of_needs
from learnmentor.mentoring.needs import queries as needs
from learnmentor.mentoring.observations import personal_data as of_observations
from learnmentor.mentoring.observations import services as observations
from learnmentor.mentoring.reviews import personal_data as of_reviews
from learnmentor.mentoring.reviews import services as reviews
from learnmentor.mentoring.role_declarations import personal_data as of_role_declarations
from learnmentor.mentoring.schedule import personal_data as of_schedule
from learnmentor.mentoring.sheets import personal_data as of_sheets
from learnmentor.mentoring.targets import personal_data as of_targets
from learnmentor.mentoring.third_parties import personal_data as of_third_parties

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"

PAIRS = (
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
    PersonalTable(PairSwap.by_id, not_taken="a proposal that waits, and goes with its answer"),
)


def _erase(db: Session, person_id: int) -> LeftBehind:
    """Erase what is of one of the two alone in rows that stay with the other."""
    observations.erase_practice(db, person_id)
    reviews.erase(db, person_id)
    invitations.forget(db, person_id)
    return meetings.erase(db, person_id)


def _passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    yield from needs.passages(db, vault, person_id)
    yield from impact.passages(db, vault, person_id)


PERSONAL = PersonalData(
    (
        *PAIRS,
        *of_lines.TABLES,
        *of_targets.TABLES,
        *of_learning_plan.TABLES,
        *of_meetings.TABLES,
        *of_agreements.TABLES,
        *of_reviews.TABLES,
        *of_checks.TABLES,
        *of_observations.TABLES,
        *of_schedule.TABLES,
        *of_sheets.TABLES,
        *of_needs.TABLES,
        *of_impact.TABLES,
        *of_invitations.TABLES,
        *of_third_parties.TABLES,
        *of_role_declarations.TABLES,
        *of_directory.TABLES,
        *of_matching.TABLES,
    ),
    passages=_passages,
    erase=_erase,
)
