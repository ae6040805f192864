"""A judgement as it is read: over one's shoulder before it is saved, and by everybody who may read it afterwards."""

from dataclasses import dataclass
from datetime import datetime

from learnmentor.assessment.assessed.judging import queries, rules, wording
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.assessment.assessed.models import Judgement
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, Criterion
from learnmentor.ground.vault import Vault


@dataclass(frozen=True)
class ReadCriterion:
    """What was judged of a criterion. `part`: the key of the part that shows it; `place`: that in words."""

    criterion: Criterion
    met: bool | None
    part: str
    place: str
    comment: str


@dataclass(frozen=True)
class ReadJudgement:
    """A judgement to be read. `erased`: its words went with the learner's account, and the outcome stays."""

    criteria: tuple[ReadCriterion, ...]
    note: str
    missing: str
    reason: str  # of an agreed outcome
    outcome: Outcome | None
    close: bool
    saved_at: datetime | None
    erased: bool = False

    @property
    def called(self) -> str:
        """The outcome in a word."""
        return wording.OUTCOMES[self.outcome] if self.outcome else ""


def read_judgement(vault: Vault, judgement: Judgement, *, brief: AssessedBrief) -> ReadJudgement:
    """A judgement, opened. Raises `UnreadableText`."""
    typed = queries.typed_of(vault, judgement)
    return _read(typed, brief, saved_at=judgement.saved_at, erased=judgement.body is None)


def _read(typed: TypedJudgement, brief: AssessedBrief, *, saved_at: datetime | None, erased: bool) -> ReadJudgement:
    work = typed.work
    criteria = () if erased else tuple(_criterion(typed, each, brief) for each in brief.criteria)
    return ReadJudgement(
        criteria, work.note, work.missing, work.reason, typed.outcome, typed.close, saved_at, erased
    )  # fmt: skip


def _criterion(typed: TypedJudgement, criterion: Criterion, brief: AssessedBrief) -> ReadCriterion:
    judged = typed.work.of(criterion.key)
    place = rules.place_in(judged.place)
    return ReadCriterion(criterion, judged.met, place.part, wording.place_in_words(place, brief), judged.comment)
