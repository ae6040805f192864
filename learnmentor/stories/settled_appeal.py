"""What happens when an appeal is settled: its answer, and where the result changes a new one beside the first."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.appeals import queries, services
from learnmentor.assessment.assessed.appeals.queries import AppealFound
from learnmentor.assessment.assessed.appeals.rules import AppealOutcome
from learnmentor.assessment.assessed.rules import Outcome, ResultGround
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.stories import released_result


def settle(
    db: Session, vault: Vault, found: AppealFound, *, by: int, outcome: AppealOutcome, answer: str, at: datetime,
    zone: str, issuer: str,
) -> bool:  # fmt: skip
    """Settle an appeal; whether this did. Raises what `appeals.services.settle` raises.

    The learner's row is held before the submission's, as in every story that may end in a certificate.
    """
    released_result.hold(db, found.found)
    on = day_of(at, zone)
    if not services.settle(db, vault, found, by=by, outcome=outcome, answer=answer, on=on, at=at):
        return False
    anew = queries.judged_anew(db, found.appeal, try_id=found.tried.id)
    if outcome == AppealOutcome.CHANGED and anew is not None and anew.outcome is not None:
        released_result.follow(
            db, found.result, outcome=Outcome(anew.outcome), judgement=anew, ground=ResultGround.APPEAL, at=at,
            zone=zone, issuer=issuer,
        )  # fmt: skip
    return True
