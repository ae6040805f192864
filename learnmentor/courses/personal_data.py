"""What courses hold of people: how far somebody is, and what they follow or have written."""

from learnmentor.courses.catalogue.models import Revision
from learnmentor.courses.given import services as given
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion, SessionAttended
from learnmentor.courses.programmes.models import Enrolment, Programme
from learnmentor.courses.study.models import Study, StudyClock, claim_place
from learnmentor.ground.personal_data import PersonalData, PersonalTable

PERSONAL = PersonalData(
    (
        PersonalTable(
            Study.person_id,
            taken_as="studies",
            holds="segments: when, how long, which version, finished or not",
            opened={"claim_sentence": lambda row: claim_place(row.person_id, row.segment_id)},
        ),
        PersonalTable(StudyClock.person_id, not_taken="where the last tab was; the minutes stand in studies.json"),
        PersonalTable(Enrolment.person_id, taken_as="programmes-followed", holds="programmes that you follow"),
        PersonalTable(Programme.owner_id, taken_as="programmes", holds="programmes that you picked"),
        PersonalTable(
            GivenProgramme.giver_id,
            taken_as="programmes-given",
            holds="programmes that you give away, as you are working on them",
            stays="programmes as they were given away: people follow them",
        ),
        PersonalTable(
            ProgrammeVersion.by_id,
            not_taken="versions that are published; programmes-given.json has their newest text",
            stays="programmes as they were given away: people follow them",
        ),
        PersonalTable(
            SessionAttended.person_id,
            taken_as="sessions-attended",
            holds="sessions of programmes at which you were, as their leader confirmed",
        ),
        PersonalTable(
            Revision.author_id,
            not_taken="the course, which is published; drafts.json has what an author has not published",
            stays="the course as it was published",
        ),
    ),
    erase=given.let_go_of,
)
