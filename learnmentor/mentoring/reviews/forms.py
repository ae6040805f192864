"""What is typed about a review beside each one's own part: its day, a target, the summary and where it goes."""

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnmentor.mentoring.reviews import rules
from learnmentor.mentoring.reviews.form_review import READERS_OF_SUMMARY
from learnmentor.mentoring.reviews.rules import SummaryReader
from learnmentor.mentoring.targets.rules import LONGEST_TARGET
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed


class OpenReviewForm(Form):
    """Which review it is, and its day."""

    point = SelectField("Which review is it?", validators=[InputRequired("Choose which review it is.")])
    on = DayField("Day", validators=[InputRequired("Enter the day, such as 12 March 2027.")])


class ReviewTargetForm(Form):
    """A next step with a day."""

    what = StringField("What will be done?", filters=[single_line],
                       validators=[InputRequired("Write what will be done."), at_most(LONGEST_TARGET)])  # fmt: skip
    due_on = DayField("By when?", validators=[InputRequired("Enter the day, such as 12 March 2027.")])


class SummaryForm(Form):
    """The words that may leave."""

    shown = HiddenField()
    words = TextAreaField(
        "Summary",
        description=f"{rules.MOST_SUMMARY_WORDS} words at most. Say it aloud first, with the reader in the room.",
        filters=[trimmed],
        validators=[InputRequired("Write the summary."), at_most(rules.LONGEST_SUMMARY)],
    )  # fmt: skip

    def validate_words(self, field: TextAreaField) -> None:
        """Few enough words."""
        if (count := rules.word_count(field.data or "")) > rules.MOST_SUMMARY_WORDS:
            raise ValidationError(f"Keep this to {rules.MOST_SUMMARY_WORDS} words; it has {count}.")


class AgreeForm(Form):
    """Agreement to just the words that were shown."""

    shown = HiddenField()


class ReleaseForm(Form):
    """To whom it goes, and the mentee's name."""

    shown = HiddenField()
    readers = SelectMultipleField(
        "To whom does it go?",
        description="“Nobody” is a complete answer.",
        choices=[SelectChoice(reader.value, words) for reader, words in READERS_OF_SUMMARY.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("Choose at least one, or “Nobody”.")],
    )
    name = StringField(
        "Your name",
        description="Typing it is your signature, with today's date and your account.",
        filters=[single_line],
        validators=[InputRequired("Type your name to sign."), at_most(120)],
        render_kw={"autocomplete": "name"},
    )

    def validate_readers(self, field: SelectMultipleField) -> None:
        """Nobody, or somebody."""
        if SummaryReader.NOBODY in (field.data or []) and len(field.data or []) > 1:
            raise ValidationError("Choose “Nobody” alone, or those to whom it goes.")
