"""Two judgements of one try side by side, criterion by criterion."""

from dataclasses import dataclass

from learnmentor.assessment.assessed.judging.saved_judgement import ReadCriterion, ReadJudgement, read_judgement
from learnmentor.assessment.assessed.models import Judgement
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, Criterion
from learnmentor.ground.vault import Vault


@dataclass(frozen=True)
class ComparedCriterion:
    """A criterion as two judged it."""

    criterion: Criterion
    first: ReadCriterion
    second: ReadCriterion

    @property
    def differ(self) -> bool:
        """Whether one says met and the other not yet."""
        return self.first.met != self.second.met


@dataclass(frozen=True)
class ComparedJudgements:
    """Two judgements. No criteria where their words went with the learner's account."""

    first: ReadJudgement
    second: ReadJudgement
    criteria: tuple[ComparedCriterion, ...]

    @property
    def differ(self) -> bool:
        """Whether they came to different outcomes."""
        return self.first.outcome != self.second.outcome

    @property
    def differences(self) -> int:
        """How many criteria they differ on."""
        return sum(each.differ for each in self.criteria)


def compared(vault: Vault, first: Judgement, second: Judgement, *, brief: AssessedBrief) -> ComparedJudgements:
    """Two saved judgements, opened. Raises `UnreadableText`."""
    one, two = (read_judgement(vault, each, brief=brief) for each in (first, second))
    pairs = zip(one.criteria, two.criteria, strict=False)  # of a brief's criteria both, or none where erased
    return ComparedJudgements(one, two, tuple(ComparedCriterion(a.criterion, a, b) for a, b in pairs))
