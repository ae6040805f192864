"""The manifest of `jobs`."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.jobs.models import OutgoingMail
from learnmentor.rooms import Pages, Room

ROOM = Room(
    pages=(Pages("views"),),
    commands={"worker": "cli:worker", "jobs": "cli:jobs"},
    jobs="jobs",
    personal=PersonalData(
        (
            PersonalTable(
                OutgoingMail.to_address, by_address=True, not_taken="letters, which lie in the person's mailbox"
            ),
        )
    ),
)
