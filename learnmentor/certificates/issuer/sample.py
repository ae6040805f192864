"""A certificate that nobody was given, to look at."""

from datetime import date

from learnmentor.certificates.snapshots import CertificateSnapshot

SAYS = "An example. Nobody was given this certificate."


def certificate(*, on: date) -> CertificateSnapshot:
    """A snapshot of ten half-hours, as one of format 2 without a name."""
    units = [("C1", "Understanding mentoring and coaching"), ("C2", "Agreeing purpose, roles and boundaries")]
    return {
        "format": 2,
        "edition": 1,
        "number": "LM-0000-0000-0",
        "title": "LearnMentor Starter Certificate (5 hours)",
        "award": "STARTER-5",
        "version": 1,
        "level": None,
        "credits": 0,
        "hours": 5,
        "wording": "This certificate records five hours of planned learning about mentoring: two units, ten segments "
        "of half an hour. It is a record of learning and not a qualification.",
        "issuer": "",
        "issued_on": on.isoformat(),
        "completed_on": on.isoformat(),
        "began_on": on.isoformat(),
        "valid_until": None,
        "minutes": {"planned": 300, "active": 265, "claimed": 30},
        "units": [
            {
                "code": code, "title": title, "completed_on": on.isoformat(), "planned": 150, "active": active,
                "claimed": 150 - active - 5, "segments": [],
            }
            for (code, title), active in zip(units, (140, 125), strict=True)
        ],
    }  # fmt: skip
