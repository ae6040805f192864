"""What of pairs, of what is around them and of forms goes on with the account into which another is merged."""

from learnmentor.mentoring.agreements.models import (
    AgreementParty,
    AgreementReading,
    AgreementSignature,
    AgreementTick,
)
from learnmentor.mentoring.checks.models import PairCheck, PairEvaluation, SilenceLetter, SilenceLettersStopped
from learnmentor.mentoring.directory.models import ListingAnswer, ListingMessage, MentorListing
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.learning_plan.models import LearningPlanLine
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.matching.models import MentorOffer, MentorSearch
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting
from learnmentor.mentoring.models import Pair, PairRoles, PairSwap
from learnmentor.mentoring.needs.models import NeedsTaken
from learnmentor.mentoring.observations.models import Observation, ObservationGuest
from learnmentor.mentoring.reviews.models import PairReview, ReviewRelease, ReviewSummary
from learnmentor.mentoring.role_declarations.models import RoleDeclaration
from learnmentor.mentoring.schedule.models import ScheduleTick
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.stories.merging.moves import Moved

MOVED_WITH_PAIRS = (
    Moved(Pair.mentor_id),
    Moved(Pair.mentee_id),
    Moved(PairRoles.mentor_id),
    Moved(PairRoles.mentee_id),
    Moved(PairLine.writer_id, (PairLine.pair_id, PairLine.token)),
    Moved(PairTarget.writer_id),
    Moved(PairTargetStep.person_id),
    Moved(MentorListing.person_id),
    Moved(ListingAnswer.person_id, (ListingAnswer.person_id,)),
    Moved(ListingMessage.writer_id),
    Moved(ListingMessage.reader_id),
    Moved(MentorSearch.mentee_id),
    Moved(MentorOffer.mentor_id, (MentorOffer.search_id,)),
    Moved(PairSwap.by_id),
    Moved(PairInvitation.by_id),
    Moved(PairInvitee.person_id),
    Moved(PairThirdParty.named_by_id),
    Moved(PairThirdParty.agreed_by_id),
    Moved(PairThirdParty.person_id),
    Moved(RoleDeclaration.declarer_id),
    Moved(AgreementReading.writer_id, (AgreementReading.pair_id, AgreementReading.key)),
    Moved(AgreementSignature.person_id, (AgreementSignature.pair_id,)),
    Moved(AgreementParty.person_id, (AgreementParty.version_id,)),
    Moved(AgreementTick.person_id),
    Moved(PairReview.opened_by_id),
    Moved(ReviewSummary.writer_id),
    Moved(ReviewRelease.person_id),
    Moved(PairCheck.person_id, (PairCheck.pair_id, PairCheck.after_meeting)),
    Moved(PairEvaluation.writer_id),
    Moved(SilenceLetter.person_id, (SilenceLetter.pair_id, SilenceLetter.quiet_since)),
    Moved(SilenceLettersStopped.person_id, (SilenceLettersStopped.person_id,)),
    Moved(PairMeeting.planned_by_id),
    Moved(PairMeeting.mentor_id),
    Moved(MeetingClaim.person_id, (MeetingClaim.meeting_id,)),
    Moved(Observation.observer_id),
    Moved(Observation.observed_id),
    Moved(Observation.second_id),
    Moved(ObservationGuest.asked_by_id),
    Moved(ObservationGuest.person_id),
    Moved(ScheduleTick.by_id),
    Moved(CalendarFeed.person_id, (CalendarFeed.person_id,)),
    Moved(TargetRelease.person_id),
    Moved(Sheet.owner_id, (Sheet.overlays_id,)),
    Moved(LearningPlanLine.writer_id),
    Moved(NeedsTaken.person_id),
    Moved(ImpactSurvey.person_id),
    Moved(ImpactTaken.person_id),
)
