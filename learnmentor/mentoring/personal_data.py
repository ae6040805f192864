"""What this room holds of people: their pairs, their meetings, the lines they wrote, the targets they set."""

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import LeftBehind, PersonalData, PersonalTable
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting, meeting_place
from learnmentor.mentoring.meetings.services import erase
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.observations.models import Observation, ObservationGuest, guest_place
from learnmentor.mentoring.observations.services import erase_practice
from learnmentor.mentoring.schedule.models import ScheduleTick
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease, target_place

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"

MEETING_STAYS = "that the two met is the other person's too; the place goes with whoever wrote it"

OBSERVATION_STAYS = "that there was a visit is the other person's too; what somebody wrote of it goes with its writer"


def _erase(db: Session, person_id: int) -> LeftBehind:
    erase_practice(db, person_id)
    return erase(db, person_id)


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
        PersonalTable(
            Observation.observer_id,
            taken_as="observations-watched",
            holds="visits at which you watched, and practice runs, with their days; the words are among your lines",
            stays=OBSERVATION_STAYS,
        ),
        PersonalTable(
            Observation.observed_id,
            taken_as="observations-of-you",
            holds="visits at which you were watched, with their days",
            stays=OBSERVATION_STAYS,
        ),
        PersonalTable(
            Observation.second_id,
            taken_as="observations-as-second",
            holds="visits and practice runs in which you wrote as the second one",
            stays=OBSERVATION_STAYS,
        ),
        PersonalTable(
            ObservationGuest.asked_by_id,
            taken_as="second-observers-asked",
            holds="whom you proposed as second observers",
            opened={"address": lambda row: guest_place(row.public_id)},
        ),
        PersonalTable(
            ObservationGuest.person_id,
            taken_as="asked-as-second-observer",
            holds="visits to which two people asked you as a second observer",
            without=frozenset({"address", "asked_by_id"}),
        ),
        PersonalTable(
            ScheduleTick.by_id,
            taken_as="ticks-in-schedules",
            holds="what you ticked in schedules of your pairs",
        ),
        PersonalTable(CalendarFeed.person_id, not_taken="what is kept of its address opens nothing"),
        PersonalTable(
            TargetRelease.person_id,
            taken_as="targets-released",
            holds="which targets you let a tutor read",
        ),
    ),
    erase=_erase,
)
