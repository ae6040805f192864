"""What is written down of one look at what is somebody else's, how often, and for how long it is kept."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ONCE_IN = timedelta(minutes=10)  # the same person opening the same thing again within it is the same look
KEPT = timedelta(days=2 * 365)
LONGEST_SUBJECT = 40


class AccessTo(StrEnum):
    """What was opened, or done, by somebody else. Kept as text: a room may add its own without a migration."""

    ACCOUNT = "account"
    CERTIFICATE = "certificate"
    CERTIFICATE_FILE = "certificate-file"
    NAMES = "names"
    PASSWORD_LINK = "password-link"  # noqa: S105 -- the name of a thing done, and no secret
    ADDRESS = "address"
    SUSPENDED = "suspended"
    RETURNED = "returned"
    LEFT = "left"
    MERGED = "merged"
    ROLE_GIVEN = "role-given"
    ROLE_ENDED = "role-ended"
    GROUP_PROGRESS = "group-progress"
    MEMBER = "member"
    OFFERED_AS_MENTOR = "offered-as-mentor"
    MENTOR_SEARCH = "mentor-search"
    SUBMISSION = "submission"
    SUBMISSION_FILE = "submission-file"
    RESULT = "result"


OF_JUDGES = frozenset({AccessTo.SUBMISSION, AccessTo.SUBMISSION_FILE})  # where an installation may hide who judges


@dataclass(frozen=True)
class Look:
    """One look at what is `person_id`'s. `subject` says which one where there are several: a certificate's number.

    `viewer_id` is None for whoever runs the server, by its command line.
    """

    person_id: int
    viewer_id: int | None
    what: str
    subject: str = ""

    @property
    def at_ones_own(self) -> bool:
        """Whether it is nobody else's business."""
        return self.person_id == self.viewer_id
