"""The places of a pair: the row that stands at the top of each of its pages, from left to right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learnmentor.web.navigation import NavigationLink


@dataclass(frozen=True)
class PairPlace:
    """One place: its first page, and the blueprints while whose pages it is current."""

    label: str
    endpoint: str  # takes the pair's `public_id` and nothing else
    lights: tuple[str, ...] = ()  # beside the endpoint's own

    def lit_by(self, blueprint: str | None) -> bool:
        """Whether a page of this blueprint lies in it."""
        return blueprint in {self.endpoint.partition(".")[0], *self.lights}


PLACES = (  # a sub-room with pages of its own adds its line; the order is that of the reader's work
    PairPlace("Overview", "pairs.pair", ("pair_changes", "third_parties", "role_declarations", "pair_downloads")),
    PairPlace("Agreement", "agreements.agreement", ("agreement_draft", "agreement_signing")),
    PairPlace("Meetings", "meetings.meetings", ("meeting_record", "meeting_lines", "meeting_paper", "meeting_claims")),
    PairPlace("Targets", "pair_targets.targets"),
    PairPlace("Schedule", "schedule.current", ("schedule_plan", "schedule_paper")),
    PairPlace("Observations", "observations.observations", ("observation_agreeing", "observation_paper")),
    PairPlace("Reviews", "reviews.reviews", ("review_part", "review_summary", "pair_checks", "evaluations")),
    PairPlace("Forms", "pair_forms.forms", ("learning_plan",)),
)


def links(
    places: Sequence[PairPlace], *, blueprint: str | None, address: Callable[[str], str]
) -> tuple[NavigationLink, ...]:
    """The places as a template draws them."""
    return tuple(NavigationLink(each.label, address(each.endpoint), each.lit_by(blueprint)) for each in places)
