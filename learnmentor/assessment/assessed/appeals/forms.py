"""What is typed about an appeal: its reasons, who is to judge anew, how it is settled."""

from collections.abc import Collection, Sequence

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired

from learnmentor.assessment.assessed.appeals.rules import LONGEST_ANSWER, LONGEST_REASONS, AppealOutcome
from learnmentor.web.forms import Form, at_most, trimmed

SETTLED = {
    AppealOutcome.STANDS: "The first result stands",
    AppealOutcome.CHANGED: "The result changes to what was judged anew",
}


class AppealForm(Form):
    """Why somebody thinks that a result is not right."""

    reasons = TextAreaField(
        "Your reasons",
        description="Say which criteria you mean, and where in your work they show. The work itself stays as it is.",
        filters=[trimmed],
        validators=[
            DataRequired("Give your reasons. Whoever looks at it begins there."),
            at_most(LONGEST_REASONS),
        ],
    )


class NewAssessorForm(Form):
    """Who is asked to judge the work anew."""

    assessor = RadioField("Who judges it anew?", validators=[DataRequired("Choose who judges it anew.")])

    def offer(self, people: Sequence[tuple[str, str]]) -> "NewAssessorForm":
        """The same form with those who can be asked: public id and name."""
        self.assessor.choices = [SelectChoice(public_id, name) for public_id, name in people]
        return self


class SettleAppealForm(Form):
    """How an appeal ends, and what its maker is told."""

    outcome = RadioField("What becomes of the result?", validators=[DataRequired("Choose one of these.")])
    answer = TextAreaField(
        "Your answer",
        description="Go through the reasons one by one: say what was looked at, and what came of it.",
        filters=[trimmed],
        validators=[DataRequired("Write an answer: the learner gave reasons."), at_most(LONGEST_ANSWER)],
    )

    def offer(self, outcomes: Collection[AppealOutcome]) -> "SettleAppealForm":
        """The same form with the ways in which it can be settled."""
        self.outcome.choices = [SelectChoice(each.value, SETTLED[each]) for each in outcomes]
        return self
