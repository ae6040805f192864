"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.observations.models import Observation, ObservationGuest, guest_place

OBSERVATION_STAYS = "that there was a visit is the other person's too; what somebody wrote of it goes with its writer"

TABLES = (
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
)
