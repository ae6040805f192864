"""What this room holds of people: their pairs, the lines they wrote, the targets they set and what became of them."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.mentoring.directory.models import (
    ListingAnswer,
    ListingMessage,
    MentorListing,
    listing_place,
    message_place,
)
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.matching.models import (
    MentorOffer,
    MentorSearch,
    needs_place,
    reason_place,
    search_place,
)
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.role_declarations.models import RoleDeclaration, declaration_place
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, target_place
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place

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
            MentorListing.person_id,
            taken_as="places-in-the-list",
            holds="what you have in the list of mentors and of practice",
            opened={"body": lambda row: listing_place(row.public_id)},
        ),
        PersonalTable(
            ListingAnswer.person_id,
            taken_as="asked-to-be-listed",
            holds="that you were asked to be in the list, and whether you said no",
        ),
        PersonalTable(
            ListingMessage.writer_id,
            taken_as="messages-by-the-list",
            holds="messages that you left by the list, and answers that you gave",
            opened={"body": lambda row: message_place(row.public_id)},
        ),
        PersonalTable(
            MentorSearch.mentee_id,
            taken_as="searches-for-a-mentor",
            holds="what you looked for in a mentor, and your reason for a choice",
            opened={
                "body": lambda row: search_place(row.public_id),
                "needs": lambda row: needs_place(row.public_id),
                "reason": lambda row: reason_place(row.public_id),
            },
        ),
        PersonalTable(
            MentorOffer.mentor_id,
            taken_as="offered-as-a-mentor",
            holds="when you were offered to somebody as a mentor, and what you answered",
            without=frozenset({"reasons", "against"}),  # what the mentee is told
        ),
        PersonalTable(PairSwap.by_id, not_taken="a proposal that waits, and goes with its answer"),
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
        PersonalTable(
            RoleDeclaration.declarer_id,
            taken_as="declared-roles",
            holds="which other roles you declared towards somebody in a pair",
            opened={"body": lambda row: declaration_place(row.public_id)},
        ),
    ),
    erase=invitations.forget,
)
