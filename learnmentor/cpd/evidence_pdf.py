"""evidence.pdf: the year on paper, for a reader who has one minute and for one who wants every line."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from learnmentor import typesetting
from learnmentor.cpd.packing import CertificateShown, Contents, PackedEntry, PackedFile
from learnmentor.web.filters import hours, long_date, short_date
from learnmentor.zones import day_of

_STAND_IN = "\ufffd"  # for a letter that no font of ours has; cpd.json keeps the letter itself


def render(contents: Contents, *, templates: Path, zone: str) -> bytes:
    """The document, tagged and archivable. Letters that cannot be printed are marked rather than left out."""
    data = data_of(contents, on=day_of(contents.made_at, zone))
    try:
        return typesetting.pdf(templates / "evidence.typ", data, at=contents.made_at)
    except typesetting.CannotTypeset:
        lacking = {ord(letter) for letter in typesetting.missing_characters("".join(sorted(_letters(data))))}
        return typesetting.pdf(templates / "evidence.typ", _replaced(data, lacking), at=contents.made_at)


_Own = Callable[[str], dict[str, Any] | str]


def _typefaces(contents: Contents) -> _Own:
    """What gives a text of people's own the families that print all of it; as it is where the first one does."""
    texts = [contents.person, *contents.missing, *(text for entry in contents.entries for text in _written(entry))]
    strange = sorted({word for text in texts for word in text.split() if not word.isascii()})
    if typesetting.covering_family(" ".join(strange)) == typesetting.FAMILIES[0]:  # asked once for the whole year
        return str

    def own(text: str) -> dict[str, Any] | str:
        return text if text.isascii() else {"text": text, "families": typesetting.families_for(text)}

    return own


def _written(entry: PackedEntry) -> list[str]:
    row, prose = entry.row, entry.prose
    return [row.title, row.provider, prose.impact, prose.reflection, prose.explanation, *map(_name, entry.files)]


def _name(file: PackedFile) -> str:
    return file.path.removeprefix("files/")


def _letters(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(value)
    if isinstance(value, Mapping):
        return set().union(*map(_letters, value.values()))
    return set().union(*map(_letters, value)) if isinstance(value, list) else set()


def _replaced(value: Any, letters: set[int]) -> Any:
    if isinstance(value, str):
        return value.translate(dict.fromkeys(letters, _STAND_IN))
    if isinstance(value, Mapping):
        return {key: _replaced(each, letters) for key, each in value.items()}
    return [_replaced(each, letters) for each in value] if isinstance(value, list) else value


def data_of(contents: Contents, *, on: date) -> dict[str, Any]:
    """What the document prints."""
    totals, target, own = contents.totals, contents.target, _typefaces(contents)
    toward = totals.toward(target)
    return {
        "families": typesetting.FAMILIES,
        "person": contents.person,
        "person_shown": own(contents.person),
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
        "logged_entries": toward.entries - toward.segments.entries,
        "logged_minutes": toward.logged,
        "over": on > contents.year.last,
        "missing": hours(max(0, (target.minutes or 0) - toward.counted)),
        "basis": {"planned": hours(totals.planned), "active": hours(totals.active), "claimed": hours(totals.claimed)},
        "by_type": [
            {"label": each.label, "entries": str(each.entries), "minutes": each.counted, "counted": hours(each.counted)}
            for each in totals.by_type
        ],
        "months": [_month(*each, own) for each in groupby(contents.entries, key=lambda entry: f"{entry.row.on:%B %Y}")],
        "certificates": [_certificate(each) for each in contents.certificates],
        "reflections": contents.reflections,
        "lost": [own(name) for name in contents.missing],
        "head": contents.head,
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


def _month(label: str, entries: Iterable[PackedEntry], own: _Own) -> dict[str, Any]:
    found = list(entries)
    counted = hours(sum(entry.row.counted_minutes for entry in found))
    return {"label": label, "counted": counted, "rows": [_row(entry, own) for entry in found]}


def _row(entry: PackedEntry, own: _Own) -> dict[str, Any]:
    row = entry.row
    return {
        "on": short_date(row.on),
        "title": own(row.title),
        "provider": own("" if row.segment_code else row.provider),
        "version": f"version {row.revision_number}" if row.segment_code else "",
        "type": row.label,
        "withdrawn": row.withdrawn,
        "counted": hours(row.counted_minutes),
        "basis": row.basis,
        "active": "" if row.active_minutes is None else hours(row.active_minutes),
        "impact": own(entry.prose.impact),
        "reflection": own(entry.prose.reflection),
        "explanation": own(entry.prose.explanation),
        "links": list(entry.prose.links),
        "files": [own(_name(file)) for file in entry.files],
    }


def _certificate(certificate: CertificateShown) -> dict[str, str]:
    return {
        "title": certificate.title,
        "number": certificate.number,
        "issued": long_date(certificate.issued_on),
        "address": certificate.address,
        "qr": typesetting.qr_svg(certificate.address),
    }
