"""How the list of programmes becomes rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.courses.programmes.models import Programme, ProgrammeItem


def keep_programmes(db: Session, entries: list[dict[str, Any]], *, at: datetime, local: bool) -> list[str]:
    """Bring a layer's programmes that everybody can follow to what its list says; one that somebody follows stays.

    Gives the ids that the other layer has: those are left alone. A shipped programme holds shipped segments only.
    """
    every = {programme.public_id: programme for programme in queries.published_programmes(db)}
    published = {code: programme for code, programme in every.items() if programme.local == local}
    units = {unit.id: unit.code for unit in queries.units(db)}
    not_ours = set[int]() if local else queries.local_segments(db)
    segments = [segment for segment in queries.segments_offered(db) if segment.id not in not_ours]
    left = [entry["id"] for entry in entries if entry["id"] in every and entry["id"] not in published]
    for entry in (each for each in entries if each["id"] not in left):
        chosen = [
            segment.id
            for code in entry.get("units") or entry.get("segments") or []
            for segment in segments
            if code in {segment.code, units[segment.unit_id]}
        ]
        programme = published.pop(entry["id"], None) or Programme(
            public_id=entry["id"], created_at=at, updated_at=at, title="", items=[], local=local
        )
        _keep_programme(db, programme, entry, list(dict.fromkeys(chosen)), at)
    followed = queries.followed_programmes(db)
    for gone in published.values():
        if gone.id not in followed:
            db.delete(gone)
    db.flush()
    return left


def _keep_programme(db: Session, programme: Programme, entry: dict[str, Any], chosen: list[int], at: datetime) -> None:
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
