"""What of checks and evaluations goes into the download of a pair: one's own answers, and evaluations one may read."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import as_json
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.checks import queries, rules
from learnmentor.mentoring.checks.views.evaluations import evaluation_sheet
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.views.pair_download import PairFile
from learnmentor.mentoring.views.seen import PairSeen


def files(db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
    """The files."""
    rows = queries.checks(db, pair_id=seen.pair.id, person_id=seen.me.id)
    if rows:
        told = [{"after_meeting": after, **asdict(queries.answers(vault, row))} for after, row in sorted(rows.items())]
        yield PairFile("is-this-working.json", b"".join(as_json(told)))
    for found in queries.evaluations(db, seen.pair.id):
        if rules.may_read_evaluation(seen.me.id, found.facts):
            yield PairFile(f"evaluation-{found.public_id}.md", plain_markdown(evaluation_sheet(seen, found)).encode())
