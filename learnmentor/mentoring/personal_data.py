"""What this room holds of people: their pairs, agreements and meetings, what they wrote and answered in them."""

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import LeftBehind, PersonalData, PersonalTable
from learnmentor.mentoring.agreements.models import (
    AgreementParty,
    AgreementReading,
    AgreementSignature,
    AgreementTick,
    party_place,
    reading_place,
    signature_place,
)
from learnmentor.mentoring.checks.models import (
    PairCheck,
    PairEvaluation,
    SilenceLetter,
    SilenceLettersStopped,
    check_place,
    evaluation_place,
)
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting, meeting_place
from learnmentor.mentoring.meetings.services import erase as erase_places
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.reviews.models import (
    PairReview,
    ReviewRelease,
    ReviewSummary,
    release_place,
    summary_place,
)
from learnmentor.mentoring.reviews.services import erase as erase_unagreed
from learnmentor.mentoring.role_declarations.models import RoleDeclaration, declaration_place
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease, target_place
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"

MEETING_STAYS = "that the two met is the other person's too; the place goes with whoever wrote it"

REVIEW_STAYS = "that the two looked back is the other person's too; what was said goes with whoever said it"
SUMMARY_STAYS = "words to which both agreed are the other person's too; words that only you wrote go"
DONE_STAYS = "that it is done is the other person's too; it names a closed account, which has no name any more"


def erase(db: Session, person_id: int) -> LeftBehind:
    """Erase what is of one of the two alone in rows that stay with the other."""
    erase_unagreed(db, person_id)
    erase_places(db, person_id)
    return invitations.forget(db, person_id)


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
            PairMeeting.planned_by_id,
            taken_as="meetings-planned",
            holds="meetings of your pairs that you planned or recorded, and where they were",
            opened={"place": lambda row: meeting_place(row.public_id)},
            stays=MEETING_STAYS,
        ),
        PersonalTable(PairMeeting.mentor_id, not_taken="the same meetings, by who was mentor", stays=MEETING_STAYS),
        PersonalTable(
            MeetingClaim.person_id,
            taken_as="meetings-as-cpd",
            holds="whether you took a meeting into your CPD record",
        ),
        PersonalTable(CalendarFeed.person_id, not_taken="what is kept of its address opens nothing"),
        PersonalTable(
            TargetRelease.person_id,
            taken_as="targets-released",
            holds="which targets you released to a tutor",
        ),
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
        PersonalTable(
            PairReview.opened_by_id, taken_as="reviews-opened", holds="reviews that you opened", stays=REVIEW_STAYS
        ),
        PersonalTable(
            ReviewSummary.writer_id,
            taken_as="review-summaries",
            holds="summaries of reviews as you wrote them",
            opened={"body": lambda row: summary_place(row.public_id)},
            stays=SUMMARY_STAYS,
        ),
        PersonalTable(
            ReviewRelease.person_id,
            taken_as="review-releases",
            holds="to whom you let summaries go, and the name that you signed with",
            opened={"body": lambda row: release_place(row.public_id)},
        ),
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
    erase=erase,
)
