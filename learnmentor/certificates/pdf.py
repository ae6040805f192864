"""The certificate on paper, from the snapshot alone."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from learnmentor import typesetting
from learnmentor.web.filters import hours, long_date


def render(
    snapshot: Mapping[str, Any], *, verify_url: str, issued_at: datetime, revoked: str | None, templates: Path
) -> bytes:
    """A4, tagged. `revoked` is the sentence that is printed across a certificate that no longer holds."""
    minutes = snapshot["minutes"]
    own_typeface = typesetting.covering_family(snapshot["name"]) == typesetting.FAMILIES[0]
    data = {
        **snapshot,
        "completed": long_date(date.fromisoformat(snapshot["completed_on"])),
        "issued": long_date(date.fromisoformat(snapshot["issued_on"])),
        "planned": hours(minutes["planned"]),
        "active": hours(minutes["active"]),
        "claimed": hours(minutes["claimed"]),
        "rows": [
            {
                "unit": f"{unit['code']} {unit['title']}",
                "completed": long_date(date.fromisoformat(unit["completed_on"])),
                "planned": hours(unit["planned"]),
                "active": hours(unit["active"]),
                "claimed": hours(unit["claimed"]),
            }
            for unit in snapshot["units"]
        ],
        "families": typesetting.FAMILIES,
        "name_families": typesetting.families_for(snapshot["name"]),
        "name_weight": "bold" if own_typeface else "regular",  # the others have no bold
        "revoked": revoked,
        "verify_url": verify_url,
        "qr": typesetting.qr_svg(verify_url),
    }
    return typesetting.pdf(templates / "certificate.typ", data, at=issued_at)
