"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee

TABLES = (
    PersonalTable(
        PairInvitation.by_id,
        taken_as="invitations-to-pairs",
        holds="pairs that you proposed in the last months, and how they stand",
    ),
    PersonalTable(
        PairInvitee.person_id,
        taken_as="asked-into-pairs",
        holds="invitations to pairs that you sent or accepted in the last months",
        without=frozenset({"token_sha256"}),
    ),
    PersonalTable(PairInvitee.email, by_address=True, not_taken="an invitation that waits, which Mentoring shows"),
)
