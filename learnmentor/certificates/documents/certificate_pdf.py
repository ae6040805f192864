"""The certificate on paper, from the snapshot alone."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from learnmentor.certificates.awards import wording
from learnmentor.certificates.hours.rules import HOURS
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import FAMILIES, OWN, breakable, covering_family
from learnmentor.ground.words import hours, long_date, short_date

_LONG = 26  # letters of a name that take more than a line


def render(
    snapshot: Mapping[str, Any],
    *,
    name: str,
    verify_url: str,
    issued_at: datetime,
    ended: str | None,
    templates: Path,
) -> bytes:
    """A4, tagged. `ended` is the sentence that is printed across a certificate that no longer holds."""
    data = contents(snapshot, name=name, verify_url=verify_url, ended=ended)
    return typesetting.pdf(templates / "certificate.typ", data, at=issued_at)


def contents(snapshot: Mapping[str, Any], *, name: str, verify_url: str, ended: str | None) -> dict[str, Any]:
    """What stands on the page, as values for typst."""
    minutes, last, issuer = snapshot["minutes"], snapshot.get("valid_until"), issuers.of(snapshot)
    return {
        **{key: snapshot[key] for key in ("number", "title", "issuer", "wording")},
        "mapped": wording.mapped(snapshot),
        "confirmed": wording.confirmed(snapshot),
        "validated": _set(said) if (said := wording.validation_said(snapshot)) else None,
        "assessed": [_assessed(line) for line in wording.assessed_lines(snapshot)],
        "after": snapshot.get("after_revoked"),
        "ended": ended,
        "replaces": snapshot.get("supersedes"),
        "renews": snapshot.get("renews"),
        "until": long_date(date.fromisoformat(last)) if last else None,
        "completed": long_date(date.fromisoformat(snapshot["completed_on"])),
        "issued": long_date(date.fromisoformat(snapshot["issued_on"])),
        "planned": hours(minutes["planned"]),
        "active": hours(minutes["active"]),
        "claimed": hours(minutes["claimed"]),
        "rows": [
            {
                "unit": _set(f"{unit['code']} {unit['title']}"),
                "completed": short_date(_last_studied(unit)),
                "planned": hours(unit["planned"]),
                "active": hours(unit["active"]),
                "claimed": hours(unit["claimed"]),
                "segments": [_segment(each) for each in unit["segments"]] if snapshot["award"] == HOURS else [],
            }
            for unit in wording.studied_units(snapshot)
        ],
        "sessions": [
            {
                "title": _set(each["title"]),
                "place": f"in the place of {each['segment']}" if each["segment"] else "",
                "on": long_date(date.fromisoformat(each["attended_on"])),
                "attended": hours(each["attended"]),
            }
            for each in snapshot.get("sessions", ())
        ],
        "attended": hours(minutes.get("attended", 0)),
        "colour": issuer.colour,
        "signatory": issuer.signatory,
        "signatory_title": issuer.signatory_title,
        "logo": issuer.logo,
        "families": FAMILIES,
        "name_set": typesetting.set_name(name),
        "long_name": len(name) > _LONG,
        "name_weight": "bold" if covering_family(name) == OWN else "regular",  # the others have no bold
        "title_set": _set(snapshot["title"]),
        "issuer_set": _set(snapshot["issuer"]),
        "signatory_set": _set(issuer.signatory),
        "signatory_title_set": _set(issuer.signatory_title),
        "verify_url": verify_url,
        "qr": typesetting.qr_svg(verify_url),
    }


def _last_studied(unit: Mapping[str, Any]) -> date:
    """The last day of study; the day of a unit may be that of its assessment."""
    days = [segment["completed_on"] for segment in unit["segments"]]
    return date.fromisoformat(max(days, default=unit["completed_on"]))


def _assessed(line: wording.AssessedLine) -> dict[str, Any]:
    return {
        "unit": _set(f"{line.code} {line.title}"),
        "note": line.note,
        "level": str(line.level),
        "credits": str(line.credits),
        "how": line.how,
        "on": short_date(line.assessed_on),
    }


def _segment(each: Mapping[str, Any]) -> str | list[dict[str, Any]]:
    on = short_date(date.fromisoformat(each["completed_on"]))
    return _set(f"{each['code']} {each['title']}, version {each['revision']}, {on}")


def _set(text: str) -> str | list[dict[str, Any]]:
    return typesetting.set_in(breakable(text))
