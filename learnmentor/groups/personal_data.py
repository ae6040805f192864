"""What this room holds of people: who leads, who is a member and as what, who was where, who was reminded."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.groups.assignments.models import GroupNudge
from learnmentor.groups.joining.models import GroupInvitation, GroupMember
from learnmentor.groups.models import GroupLeader
from learnmentor.groups.sessions.models import SessionAttendance

PERSONAL = PersonalData(
    (
        PersonalTable(GroupLeader.person_id, taken_as="groups-led", holds="the groups that you lead or led, and when"),
        PersonalTable(
            GroupMember.person_id,
            taken_as="groups",
            holds="the groups that you are or were in, what you accepted that leaders see, and when you left",
        ),
        PersonalTable(
            GroupInvitation.email,
            by_address=True,
            not_taken="a letter to your address, and a way in for whoever has it",
        ),
        PersonalTable(
            SessionAttendance.person_id, taken_as="sessions", holds="the sessions that you came to, and who said so how"
        ),
        PersonalTable(GroupNudge.person_id, taken_as="nudges", holds="when leaders of your groups had you reminded"),
    )
)
