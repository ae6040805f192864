"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place

TABLES = (
    PersonalTable(
        PairThirdParty.person_id,
        taken_as="third-party",
        holds="pairs of which you see dates and hours",
        opened={"acknowledged_as": lambda row: acknowledgement_place(row.public_id)},
        without=frozenset({"token_sha256"}),
    ),
    PersonalTable(PairThirdParty.email, by_address=True, not_taken="the same, before its link was opened"),
    PersonalTable(PairThirdParty.named_by_id, not_taken="somebody else’s address; the pair’s download has it"),
    PersonalTable(PairThirdParty.agreed_by_id, not_taken="the same"),
)
