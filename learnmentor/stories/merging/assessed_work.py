"""What becomes of assessed work when two accounts are merged: all of it moves to the account that goes on."""

from learnmentor.assessment.assessed.digests.models import AssessmentDigest
from learnmentor.assessment.assessed.discussions.models import Discussion
from learnmentor.assessment.assessed.models import (
    Appeal,
    AssessorScope,
    Assignment,
    Judgement,
    ReleasedRecord,
    Result,
    Submission,
)
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.standardisation.models import Standardisation
from learnmentor.stories.merging.moves import Moved

MOVED_WITH_ASSESSED_WORK = (
    Moved(Submission.person_id),
    Moved(Result.person_id),
    Moved(ReleasedRecord.other_id),
    Moved(AssessorScope.recorded_by_id),
    Moved(Assignment.assessor_id),
    Moved(Assignment.by_id),
    Moved(Judgement.assessor_id),
    Moved(Appeal.moderator_id),
    Moved(Discussion.recorded_by_id),
    Moved(Standardisation.person_id),
    Moved(AssessedVisit.learner_id),
    Moved(AssessedVisit.assessor_id),
    Moved(AssessedVisit.present_id),
    Moved(AssessmentDigest.person_id, (AssessmentDigest.person_id,)),
)
