"""evidence.pdf: the year on paper, for a reader who has one minute and for one who wants every line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from learnmentor.evidence.packs.contents import CertificateShown, Contents, PackedEntry, PackedFile
from learnmentor.evidence.packs.impact_page import ImpactShown
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import FAMILIES, OWN, breakable, has_all, printable
from learnmentor.ground.words import hours, long_date, short_date
from learnmentor.ground.zones import day_of

ENTRIES_A_PART = 150  # of one document: some 7 MB while it is made, 11 with a paragraph in each
_STAND_IN = "\ufffd"  # for a letter that no font of ours has; cpd.json keeps the letter itself


def documents(contents: Contents, *, templates: Path, zone: str) -> Iterator[tuple[str, bytes]]:
    """The document by its name and, in a very full year, further ones for the entries that it has no room for.

    A typesetter holds all pages of a document at once, so its memory grows with the entries of one, not of the year.
    """
    rows, entries = contents.of_year.count(), contents.of_year.entries()
    data = data_of(contents, on=day_of(contents.made_at, zone), entries=())
    for number in range(1, _parts(rows) + 1):
        part = _part(number, list(islice(entries, ENTRIES_A_PART)), rows=rows)
        yield name_of(number), _document({**data, **part}, templates=templates, at=contents.made_at)


def _parts(rows: int) -> int:
    return max(1, -(-rows // ENTRIES_A_PART))


def _part(number: int, entries: Sequence[PackedEntry], *, rows: int) -> dict[str, Any]:
    """What one part prints of its own; `rows` are the entries of all parts."""
    before = (number - 1) * ENTRIES_A_PART
    return {
        "part": number,
        "parts": _parts(rows),
        "from": before + 1,
        "to": before + len(entries),
        "rows": rows,
        "elsewhere": _elsewhere(_parts(rows)),
        "months": _months(entries),
    }


def name_of(part: int) -> str:
    """What a part is called."""
    return "evidence.pdf" if part == 1 else f"evidence-{part}.pdf"


def _elsewhere(parts: int) -> str:
    """Where the entries after the first part stand."""
    if parts < 3:
        return f"The others are in {name_of(2)}" if parts == 2 else ""
    return f"The others are in {name_of(2)} to {name_of(parts)}"


def _document(data: dict[str, Any], *, templates: Path, at: datetime) -> bytes:
    """Tagged and archivable. Should a letter be refused although a typeface has it, a pack is made without the rare."""
    try:
        return typesetting.pdf(templates / "evidence.typ", data, at=at)
    except typesetting.CannotTypeset:
        return typesetting.pdf(templates / "evidence.typ", _without_rare_letters(data), at=at)


def _own(text: str) -> str | list[dict[str, Any]]:
    """A text of people's own, with a mark for each letter that cannot be printed, and places to break long words."""
    return typesetting.set_in(breakable(printable(text, stand_in=_STAND_IN))) if text else ""


def _name(file: PackedFile) -> str:
    return file.path.removeprefix("files/")


def _without_rare_letters(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(letter if has_all(OWN, letter) else _STAND_IN for letter in value)
    if isinstance(value, Mapping):
        return {key: _without_rare_letters(each) for key, each in value.items()}
    return [_without_rare_letters(each) for each in value] if isinstance(value, list) else value


def data_of(contents: Contents, *, on: date, entries: Iterable[PackedEntry] | None = None) -> dict[str, Any]:
    """What the document prints; of the entries all, or those of its part."""
    totals, target = contents.totals, contents.target
    toward = totals.toward(target)
    return {
        "families": FAMILIES,
        "person": contents.person,
        "person_shown": _own(contents.person),
        "year": contents.year.label,
        "first": long_date(contents.year.first),
        "last": long_date(contents.year.last),
        "made": long_date(on),
        "target": None if target.minutes is None else hours(target.minutes),
        "target_minutes": target.minutes,
        "explanation": target.explanation,
        "steps": list(target.steps),
        "declared": _declared(contents),
        "beside": hours(totals.counted - toward.counted) if toward != totals else "",
        "entries": totals.entries,
        "in_all": hours(totals.counted),
        "counted": hours(toward.counted),
        "counted_minutes": toward.counted,
        "segments": toward.segments.entries,
        "segments_minutes": toward.segments.counted,
        "segments_counted": hours(toward.segments.counted),
        "logged": hours(toward.logged),
        "sessions": toward.sessions,
        "attended": hours(toward.attended),
        "attended_minutes": toward.attended,
        "logged_entries": toward.own,
        "logged_minutes": toward.logged,
        "over": on > contents.year.last,
        "missing": hours(max(0, (target.minutes or 0) - toward.counted)),
        "basis": {
            "planned": hours(totals.planned),
            "active": hours(totals.active),
            "claimed": hours(totals.claimed),
            "attended": hours(totals.attended) if totals.sessions else "",
        },
        "by_type": [
            {
                "label": each.label,
                "entries": str(each.entries),
                "minutes": [each.studied, each.attended, each.logged],
                "counted": hours(each.counted),
            }
            for each in totals.by_type
        ],
        "months": _months(contents.of_year.entries() if entries is None else entries),
        "certificates": [_certificate(each) for each in contents.certificates],
        "reflections": contents.reflections,
        "impact": [_impact(each) for each in contents.impact],
        "lost": [_own(name) for name in contents.missing],
        "head": contents.head,
        "other_records": _own(contents.beside),
        "pack": contents.name,
        "signed": contents.signer is not None,
    }


def _declared(contents: Contents) -> list[str]:
    """That the year was declared, and what came after, in sentences."""
    if not contents.declared:
        return []
    newest = contents.declared[-1]
    asked = "no number of hours being asked for" if newest.target is None else f"of a target of {hours(newest.target)}"
    said = f"Declared on {long_date(newest.on)}: {hours(newest.counted)}, {asked}."
    earlier = [f"It takes the place of the declaration of {long_date(each.on)}." for each in contents.declared[-2:-1]]
    return [said, *earlier, *contents.changed_since, f"Its SHA-256 is {newest.sha256}."]


def _months(entries: Iterable[PackedEntry]) -> list[dict[str, Any]]:
    return [_month(*each) for each in groupby(entries, key=lambda entry: f"{entry.row.on:%B %Y}")]


def _month(label: str, entries: Iterable[PackedEntry]) -> dict[str, Any]:
    found = list(entries)
    counted = hours(sum(entry.row.counted_minutes for entry in found))
    return {"label": label, "counted": counted, "rows": [_row(entry) for entry in found]}


def _row(entry: PackedEntry) -> dict[str, Any]:
    row = entry.row
    return {
        "on": short_date(row.on),
        "title": _own(row.title),
        "provider": _own("" if row.segment_code else row.provider),
        "version": f"version {row.revision_number}" if row.segment_code else "",
        "type": row.label,
        "withdrawn": row.withdrawn,
        "counted": hours(row.counted_minutes),
        "basis": row.basis,
        "active": "" if row.active_minutes is None else hours(row.active_minutes),
        "confirmed_by": _own(row.confirmed_by or ""),
        "impact": _own(entry.prose.impact),
        "reflection": _own(entry.prose.reflection),
        "explanation": _own(entry.prose.explanation),
        "links": [{"address": link, "shown": _own(link)} for link in entry.prose.links],
        "files": [_own(_name(file)) for file in entry.files],
    }


def _impact(shown: ImpactShown) -> dict[str, Any]:
    return {
        "about": _own(shown.about),
        "moments": [f"{called.capitalize()}, {short_date(on)}" for called, on in shown.moments],
        "rows": [{"asked": row.asked, "words": [word or "no answer" for word in row.words]} for row in shown.rows],
        "said": [{"label": label, "words": _own(words)} for label, words in shown.said],
        "limits": list(shown.limits),
    }


def _certificate(certificate: CertificateShown) -> dict[str, Any]:
    return {
        "title": _own(certificate.title),
        "number": certificate.number,
        "issued": long_date(certificate.issued_on),
        "address": certificate.address,
        "qr": typesetting.qr_svg(certificate.address),
    }
