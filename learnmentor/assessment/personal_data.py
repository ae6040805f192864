"""What activities and assessed work hold of people: it is sealed."""

from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.queries import passages
from learnmentor.assessment.assessed import personal_data as of_assessed
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed import services as assessed_services
from learnmentor.assessment.statistics.models import AskedUseful
from learnmentor.ground.personal_data import PersonalData, PersonalTable

PERSONAL = PersonalData(
    (
        PersonalTable(
            Response.person_id,
            taken_as="activities",
            holds="your work on their activities, private reflections too",
            opened={"body": lambda row: response_place(row.person_id, row.segment_id, row.activity)},
        ),
        PersonalTable(
            AskedUseful.person_id,
            taken_as="asked-useful",
            holds="segments about which you were asked whether they were useful; not what you said, which is nobody's",
        ),
        *of_assessed.TABLES,
    ),
    members=of_assessed.members,
    passages=passages,
    size=of_assessed.size,
    erase=assessed_services.erase,
    files_in_use=assessed.files_in_use,
)
