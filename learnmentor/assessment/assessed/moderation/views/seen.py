"""How sampled work is reached by a moderator: by what they may moderate, and by whom they have nothing to do with."""

from dataclasses import dataclass

from flask import abort

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import JudgingScope
from learnmentor.assessment.assessed.moderation import queries, rules
from learnmentor.assessment.assessed.moderation.queries import SampledTry
from learnmentor.assessment.assessed.moderation.rules import WithoutSecond
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class Moderating:
    """A moderator, for what they moderate, and everybody's scopes; `never`: learners whose work is not for them."""

    me: Actor
    scopes: tuple[JudgingScope, ...]
    never: frozenset[int]
    everybody: tuple[JudgingScope, ...]

    @property
    def sees_all(self) -> bool:
        """Whether they moderate for the whole installation, and so read its reports."""
        return any(scope.path is None for scope in self.scopes)

    def somebody_for(self, sampled: SampledTry) -> bool:
        """Whether anybody could make the second judgement."""
        waits = WithoutSecond(sampled.unit_code, sampled.level, sampled.first_by, sampled.learner.id)
        return rules.could_be_second(self.everybody, waits)


def moderating() -> Moderating:
    """Whoever asks, as a moderator."""
    me, on = current_learner(), installation.today()
    everybody = tuple(each.scope for each in assessors.scopes_in_force(db.session, on=on))
    mine = tuple(each for each in everybody if each.person_id == me.id and each.role == RoleName.MODERATOR)
    never = frozenset(assessors.conflicts(db.session, me.id, on=on))
    return Moderating(me, mine, never, everybody)


@dataclass(frozen=True)
class SampleSeen:
    """A sampled try as a moderator reaches it."""

    found: TryFound
    sampled: SampledTry
    by: Moderating

    @property
    def title(self) -> str:
        """The work in a line."""
        return f"{self.sampled.unit_code} at level {self.sampled.level}"

    @property
    def waits(self) -> bool:
        """Whether a second judgement is still to come."""
        return self.sampled.second_at is None and self.found.tried.released_at is None


def sample_seen(public_id: str) -> SampleSeen:
    """A sampled try for a moderator of it who has nothing to do with its learner; for everybody else there is none."""
    by, found = moderating(), or_404(submissions.try_found(db.session, public_id))
    if found.submission.person_id in by.never:
        abort(404)
    sampled = queries.sampled_try(db.session, by.scopes, found.tried.id, on=installation.today())
    return SampleSeen(found, or_404(sampled), by)
