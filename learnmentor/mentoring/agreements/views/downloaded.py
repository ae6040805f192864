"""What of an agreement goes into the download of a pair: its versions, and the draft as it stands."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import queries
from learnmentor.mentoring.agreements.agreement_sheet import terms_sheet, version_sheet
from learnmentor.mentoring.agreements.views.contexts import names
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The files, the oldest version first."""
    for row in reversed(queries.versions(db, seen.pair.id)):
        if found := queries.version(db, vault, seen.pair, number=row.number):
            yield PairFile(f"version-{row.number}.md", plain_markdown(version_sheet(found)).encode())
    draft = queries.draft(db, vault, seen.pair, names=names(seen))
    if draft.touched:
        yield PairFile("draft.md", plain_markdown(terms_sheet(draft.terms)).encode())
