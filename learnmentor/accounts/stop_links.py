"""The link in letters of one kind by which somebody stops them, without signing in."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import person_by_public_id


@dataclass(frozen=True)
class StopLink:
    """Links for letters of one kind; `letters` names it, and one made for another kind opens nothing."""

    letters: str

    def token(self, secret: str, public_id: str) -> str:
        """What the link holds: whose letters it stops, and that we made it."""
        digest = hmac.digest(secret.encode(), f"stop {self.letters} of {public_id}".encode(), hashlib.sha256)
        return f"{public_id}.{urlsafe_b64encode(digest[:18]).decode()}"

    def person(self, db: Session, token: str, *, secret: str) -> Person | None:
        """The person whose link this is."""
        public_id = token.partition(".")[0]
        if not hmac.compare_digest(token.encode(), self.token(secret, public_id).encode()):
            return None
        return person_by_public_id(db, public_id)
