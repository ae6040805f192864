"""The manifest of `assessment`."""

from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.queries import newest_opens, passages
from learnmentor.courses.room import UNITS
from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(Pages("activities.views", lights=UNITS.endpoint),),
    jobs="activities.jobs",
    sealed={"the newest work on an activity": newest_opens},
    personal=PersonalData(
        (
            PersonalTable(
                Response.person_id,
                taken_as="activities",
                opened={"body": lambda row: response_place(row.person_id, row.segment_id, row.activity)},
            ),
        ),
        passages=passages,
    ),
)
