"""How the list of programmes becomes rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.courses.models import Programme, ProgrammeItem


def keep_programmes(db: Session, entries: list[dict[str, Any]], *, at: datetime) -> None:
    """Bring the programmes that everybody can follow to what the list says; one that somebody follows stays."""
    published = {programme.public_id: programme for programme in queries.published_programmes(db)}
    units = {unit.id: unit.code for unit in queries.units(db)}
    segments = queries.segments_offered(db)
    for entry in entries:
        chosen = [
            segment.id
            for code in entry.get("units") or entry.get("segments") or []
            for segment in segments
            if code in {segment.code, units[segment.unit_id]}
        ]
        _keep_programme(db, published.pop(entry["id"], None), entry, list(dict.fromkeys(chosen)), at)
    followed = queries.followed_programmes(db)
    for gone in published.values():
        if gone.id not in followed:
            db.delete(gone)
    db.flush()


def _keep_programme(
    db: Session, programme: Programme | None, entry: dict[str, Any], chosen: list[int], at: datetime
) -> None:
    programme = programme or Programme(public_id=entry["id"], created_at=at, updated_at=at, title="", items=[])
    values = (entry["title"], entry["summary"], entry.get("award"))
    if (programme.title, programme.summary, programme.award_code) != values:
        programme.title, programme.summary, programme.award_code = values
        programme.updated_at = at
    db.add(programme)
    db.flush()
    if [item.segment_id for item in programme.items] != chosen:
        db.execute(delete(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id))
        db.add_all(
            ProgrammeItem(programme_id=programme.id, segment_id=segment_id, position=n)
            for n, segment_id in enumerate(chosen, 1)
        )
        programme.updated_at = at
        db.flush()
