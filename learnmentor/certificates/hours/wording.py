"""What a certificate of hours says, as curriculum 3.5 wants it: hours and what was studied, no level, no credits."""

from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.hours.rules import HOURS, LEAST_PLACES, VERSION
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.ground.words import hours, plural

_NOT_A_QUALIFICATION = "It is a record of learning and not a qualification."


def title_of(programme: str | None) -> str:
    """How it is headed. The name that somebody gave a mix of their own is theirs, and no words of the issuer's."""
    return f"Certificate of hours: {programme}" if programme else "Certificate of hours: segments of one’s own choice"


def as_rule(programme: str | None, *, segments: int, in_places: int, attended: int) -> AwardRule:
    """The certificate in the shape of an award. `in_places` counts sessions that stood for segments, `attended` is
    the minutes of all sessions. Its hours are the planned ones in whole numbers: attended time is never added to them.
    """
    planned = segments * SEGMENT_MINUTES
    return AwardRule(
        code=HOURS, version=VERSION, title=title_of(programme), level=None, credits=0,
        hours=planned // 60, components=(), wording=_wording(planned, segments, in_places, attended),
    )  # fmt: skip


def _wording(planned: int, segments: int, in_places: int, attended: int) -> str:
    studied = f"{hours(planned)} of planned learning: {plural(segments, 'segment', 'segments')} of half an hour"
    met = f"{hours(attended)} at sessions, as their leader confirmed"
    if in_places:
        met += f"; {plural(in_places, 'session', 'sessions')} in the place of a segment"
    parts = [studied] * bool(segments) + [met] * bool(attended)
    return f"This certificate records {', and '.join(parts)}. {_NOT_A_QUALIFICATION}"


KIND = AwardRule(  # what all of them have in common, for programs that ask what the code means
    code=HOURS, version=VERSION, title="Certificate of hours", level=None, credits=0,
    hours=LEAST_PLACES * SEGMENT_MINUTES // 60, components=(),
    wording=f"A finished programme of at least {LEAST_PLACES} segments of half an hour, none of which counts in "
    f"another certificate of hours. {_NOT_A_QUALIFICATION}",
)  # fmt: skip
