"""What a digest says of each thing that waits, and where it is found."""

from dataclasses import dataclass

from learnmentor.assessment.assessed.digests.rules import NewsKind
from learnmentor.ground.words import plural


@dataclass(frozen=True)
class DigestLine:
    """One and several, and the address of the page where it waits."""

    one: str
    many: str
    path: str

    def said(self, count: int, base_url: str) -> str:
        """The line of a letter."""
        return f"{plural(count, self.one, self.many)}:\n{base_url}{self.path}"


LINES = {
    NewsKind.RELEASED: DigestLine("decision about your work", "decisions about your work", "/assessed-work"),
    NewsKind.CONSENT: DigestLine(
        "record of a pair of yours is asked for", "records of pairs of yours are asked for", "/released-records"
    ),
    NewsKind.WITNESS: DigestLine("note came about your work", "notes came about your work", "/assessed-work"),
    NewsKind.VISIT: DigestLine("visit of an assessor to agree to", "visits of assessors to agree to", "/assessed-work"),
    NewsKind.PRESENT: DigestLine(
        "visit of an assessor to your mentor", "visits of assessors to your mentor", "/mentoring"
    ),
    NewsKind.JUDGE: DigestLine("piece of work to judge", "pieces of work to judge", "/assessing"),
    NewsKind.LATE: DigestLine("of them is past its day", "of them are past their day", "/assessing"),
    NewsKind.SECOND: DigestLine("judgement to look at again", "judgements to look at again", "/moderating"),
    NewsKind.APPEAL: DigestLine("appeal without a moderator", "appeals without a moderator", "/moderating/appeals"),
}
