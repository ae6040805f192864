"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.meetings.models import CalendarFeed, MeetingClaim, PairMeeting, meeting_place

MEETING_STAYS = "that the two met is the other person's too; the place goes with whoever wrote it"

TABLES = (
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
)
