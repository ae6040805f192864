"""The manifest of `evidence`."""

from learnmentor.certificates.room import CERTIFICATES
from learnmentor.cpd.room import YEAR
from learnmentor.rooms import CommandEntry, Pages, Room

ROOM = Room(
    pages=(
        Pages("packs.views", lights=YEAR.endpoint),
        Pages("checks.views", lights=CERTIFICATES.endpoint),
    ),
    commands={
        "verify": CommandEntry(
            "cli:verify",
            "Check PACK, an evidence pack, from the file alone; without PACK, check every ledger of this installation.",
        )
    },
    jobs="jobs",
    personal="personal_data",
)
