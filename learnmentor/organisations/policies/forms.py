"""What coordinators type about a policy: shape and wording."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from learnmentor.organisations.policies.rules import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed


class PolicyForm(Form):
    """The text of a policy. `seen`: how often it had been changed when the form was opened."""

    seen = HiddenField()
    title = StringField(
        "Title", filters=[single_line], validators=[InputRequired("Give it a title."), at_most(LONGEST_TITLE)]
    )
    source = TextAreaField(
        "Text, in Markdown",
        description="## begins a heading, - a line of a list, **two stars** make words bold.",
        filters=[trimmed],
        validators=[InputRequired("Write a text."), at_most(LONGEST_TEXT)],
        render_kw={"rows": 24},
    )

    @property
    def changes_seen(self) -> int:
        """How often it had been changed."""
        word = self.seen.data or ""
        return int(word) if word.isdecimal() and len(word) < 10 else -1


class PublishPolicyForm(Form):
    """From when a version holds, and what is new in it."""

    seen = HiddenField()
    from_on = DayField("From which day does it hold?", validators=[InputRequired("Enter the day, such as 1/9/2027.")])
    note = StringField(
        "What is new in this version?",
        description="Members read this. For example: two hours a month instead of one.",
        filters=[single_line],
        validators=[at_most(LONGEST_NOTE)],
    )

    @property
    def changes_seen(self) -> int:
        """How often the text had been changed when the page was opened."""
        word = self.seen.data or ""
        return int(word) if word.isdecimal() and len(word) < 10 else -1
