"""What a mentor found different before and after, as it goes into a pack by their tick: a page, and impact.json.

Two answers of one person: the words as they were given, what else there was, and what that cannot show.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.cpd.rules import CpdYear
from learnmentor.ground.zones import day_of
from learnmentor.mentoring.impact.comparison import MomentAnswers, afterwards, examples, in_words, limits_of
from learnmentor.mentoring.impact.form_impact import MOMENTS, asked_of, headings_of
from learnmentor.mentoring.impact.queries import OpenedSurvey
from learnmentor.mentoring.impact.rules import ImpactList

IMPACT = "impact.json"


@dataclass(frozen=True)
class ImpactRow:
    """One statement with its answers, a word for each moment; "" for none."""

    heading: str
    asked: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class ImpactShown:
    """One before and after. `moments`: what each is called, and its day. `said`: label and words."""

    about: str
    moments: tuple[tuple[str, date], ...]
    rows: tuple[ImpactRow, ...]
    said: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """As impact.json has it."""
        return {
            "about": self.about,
            "moments": [{"moment": called, "on": on.isoformat()} for called, on in self.moments],
            "statements": [
                {"heading": row.heading, "statement": row.asked, "answers": [word or None for word in row.words]}
                for row in self.rows
            ],
            "said": [{"asked": label, "text": words} for label, words in self.said],
            "limits": list(self.limits),
        }


def of_year(surveys: Iterable[OpenedSurvey], year: CpdYear, *, zone: str) -> list[ImpactShown]:
    """A mentor's own befores and afters of which some answers were given in a year, the oldest first."""
    mine = [each for each in surveys if each.kind == ImpactList.MENTOR and _touches(each, year, zone)]
    return [_shown(each, zone) for each in reversed(mine)]


def _touches(survey: OpenedSurvey, year: CpdYear, zone: str) -> bool:
    return any(take.readable and year.contains(day_of(take.at, zone)) for take in survey.takes)


def _shown(survey: OpenedSurvey, zone: str) -> ImpactShown:
    takes = [MomentAnswers(each.moment, each.at, each.values) for each in survey.takes if each.readable]
    words = [in_words(survey.kind, each.values) for each in takes]
    headings = headings_of(survey.kind)
    return ImpactShown(
        about=survey.about,
        moments=tuple((MOMENTS[each.moment], day_of(each.at, zone)) for each in takes),
        rows=tuple(
            ImpactRow(headings[key], asked, tuple(each.get(key, "") for each in words))
            for key, asked in asked_of(survey.kind).items()
        ),
        said=(*_examples(survey.kind, takes), *afterwards(takes)),
        limits=limits_of(survey.kind),
    )


def _examples(kind: ImpactList, takes: Sequence[MomentAnswers]) -> list[tuple[str, str]]:
    return [(f"{each.asked} ({when})", said) for each in examples(kind, takes) for when, said in each.said]
