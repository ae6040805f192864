"""The manifest of `jobs`."""

from learnmentor.rooms import CommandEntry, Pages, Room

ROOM = Room(
    pages=(Pages("views"),),
    commands={
        "worker": CommandEntry("cli:worker", "Send mail and do other work that waits, until stopped."),
        "jobs": CommandEntry(
            "cli:jobs", "List the jobs that failed: what was given up, and what is tried again and when."
        ),
    },
    jobs="jobs",
    personal="personal_data",
)
