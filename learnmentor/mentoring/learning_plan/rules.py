"""Which areas of a subject audit are gaps, and what a line of the plan says beside its target."""

from dataclasses import dataclass

MARKS_OF_A_GAP = frozenset({"new", "finding"})  # of the four: new to me, finding my way, secure, could help others


@dataclass(frozen=True)
class PlanWords:
    """What is to be learned, and who or where can help; the objective stands in the target."""

    need: str
    help: str


@dataclass(frozen=True)
class AreaAnswers:
    """What an audit says of one area: its owner's mark and words, and the other's mark, where that may be read."""

    key: str
    own_mark: str = ""
    other_mark: str = ""
    need: str = ""
    objective: str = ""


def is_gap(area: AreaAnswers) -> bool:
    """Whether either mark is low, or its owner wrote what they would like to learn."""
    return bool({area.own_mark, area.other_mark} & MARKS_OF_A_GAP or area.need or area.objective)


def may_plan_from(person_id: int, *, owner_id: int, finished: bool, shared: bool) -> bool:
    """An audit becomes lines of the plan by its owner's hand, once it is finished and shared with the pair."""
    return person_id == owner_id and finished and shared
