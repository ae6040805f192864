"""What of reviews goes into the download of a pair: each review as whoever asks may read it, and its summary."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.reviews import queries
from learnmentor.mentoring.reviews.views.contexts import review_seen
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The files, the oldest review first."""
    for row in reversed(queries.reviews(db, seen.pair.id)):
        name = f"{row.on}-{row.public_id}"
        yield PairFile(f"{name}.md", plain_markdown(review_seen(seen, row.public_id).sheet).encode())
        if summary := queries.summary(db, vault, row.id):
            yield PairFile(f"{name}-summary.txt", summary.text.encode())
