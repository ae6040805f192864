"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.agreements.models import (
    AgreementParty,
    AgreementReading,
    AgreementSignature,
    AgreementTick,
    party_place,
    reading_place,
    signature_place,
)

DONE_STAYS = "that it is done is the other person's too; it names a closed account, which has no name any more"

TABLES = (
    PersonalTable(
        AgreementReading.writer_id,
        taken_as="agreement-drafts",
        holds="what you wrote into drafts of agreements",
        opened={"body": lambda row: reading_place(row.public_id)},
    ),
    PersonalTable(
        AgreementSignature.person_id,
        taken_as="agreement-signatures",
        holds="drafts of agreements that you signed and the other one has not",
        opened={"body": lambda row: signature_place(row.public_id)},
    ),
    PersonalTable(
        AgreementParty.person_id,
        taken_as="agreements-as-party",
        holds="what you say of yourself in agreements that both signed; their text is in the download of the pair",
        opened={"body": lambda row: party_place(row.public_id)},
    ),
    PersonalTable(
        AgreementTick.person_id,
        taken_as="agreements-done",
        holds="what you said was done of agreements",
        stays=DONE_STAYS,
    ),
)
