"""What is typed about a session, and about who was there."""

from datetime import datetime, time
from zoneinfo import available_timezones

from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Optional, ValidationError

from learnmentor.ground.typed.clock_time import NoTime, time_from
from learnmentor.ground.typed.durations import MINUTE, DurationLimit, NoDuration, minutes_from
from learnmentor.ground.typed.links import BadAddress, link_address
from learnmentor.ground.zones import NoSuchTime, moment
from learnmentor.groups.rules import LONGEST_TITLE
from learnmentor.groups.sessions import rules
from learnmentor.groups.sessions.material_links import links_in
from learnmentor.groups.sessions.rules import HeldHow, MaterialLink
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed

_LIMIT = DurationLimit(rules.LONGEST, "a session takes 12 hours at most")


class SessionForm(Form):
    """When and where, and what belongs to it."""

    title = StringField(
        "What is it called?",
        filters=[single_line],
        validators=[InputRequired("Give the session a name."), at_most(LONGEST_TITLE)],
    )
    on = DayField("Day", validators=[InputRequired("Enter the day, such as 12 March 2027.")])
    clock = StringField(
        "Begins at",
        description="For example 14:30.",
        filters=[single_line],
        validators=[InputRequired("Enter when it begins, such as 14:30.")],
        render_kw={"autocomplete": "off"},
    )
    minutes = StringField(
        "How long does it take?",
        description="In minutes, for example 90.",
        filters=[single_line],
        validators=[InputRequired("Enter how long it takes, such as 90.")],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    zone = StringField(
        "Time zone",
        description="As computers name it, such as Europe/London.",
        filters=[single_line],
        validators=[InputRequired("Enter a time zone, such as Europe/London.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    held_how = RadioField(
        "How do you meet?",
        choices=[
            SelectChoice(HeldHow.FACE_TO_FACE.value, "Face to face"),
            SelectChoice(HeldHow.ONLINE.value, "Online"),
        ],
        default=HeldHow.FACE_TO_FACE.value,
    )
    place = StringField(
        "Place", description="Building and room.", filters=[single_line], validators=[at_most(rules.LONGEST_PLACE)]
    )
    address = StringField(
        "Address of the online room",
        description="It begins with https://. Only members of the group see it.",
        filters=[single_line],
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"},
    )
    materials = TextAreaField(
        "What belongs to it",
        description="Members of the group read this. You can use Markdown: blank lines, lists, **bold**.",
        filters=[trimmed],
        validators=[at_most(rules.LONGEST_MATERIALS)],
    )
    links = TextAreaField(
        "Links, one a line",
        description="The address, a space, and what it leads to.",
        filters=[trimmed],
        validators=[at_most(rules.LONGEST_MATERIALS)],
    )
    fills = SelectField("Is it a session of a programme that the group was given?", validators=[Optional()])

    def validate_clock(self, field: StringField) -> None:
        """A time of day."""
        try:
            time_from(field.data or "")
        except NoTime as fault:
            raise ValidationError(str(fault)) from None

    def validate_minutes(self, field: StringField) -> None:
        """A length of time."""
        try:
            found = minutes_from(field.data or "", limit=_LIMIT, bare=MINUTE)
        except NoDuration as fault:
            raise ValidationError(str(fault)) from None
        if found < 1:
            raise ValidationError("A session takes a minute at least.")

    def validate_zone(self, field: StringField) -> None:
        """A zone that computers know, and a time that its clocks show."""
        if field.data not in available_timezones():
            raise ValidationError("No computer knows this time zone. Write it as Europe/London.")
        if self.on.data is None or self.clock.errors or not self.clock.data:
            return
        try:
            moment(self.on.data, self._clock, self.text("zone"))
        except NoSuchTime:
            raise ValidationError(
                "Clocks are put forward on that day, and this time is left out. Write a time an hour later."
            ) from None

    def validate_place(self, field: StringField) -> None:
        """Somewhere to go to, where people meet face to face."""
        if self.held_how.data == HeldHow.FACE_TO_FACE.value and not field.data:
            raise ValidationError("Say where you meet: building and room.")

    def validate_address(self, field: StringField) -> None:
        """Somewhere to be led to, where people meet online."""
        if not field.data:
            if self.held_how.data == HeldHow.ONLINE.value:
                raise ValidationError("Give the address of the online room.")
            return
        try:
            link_address(field.data)
        except BadAddress as fault:
            raise ValidationError(str(fault)) from None

    def validate_links(self, field: TextAreaField) -> None:
        """Addresses to be led to."""
        try:
            links_in(field.data or "")
        except BadAddress as fault:
            raise ValidationError(str(fault)) from None

    @property
    def _clock(self) -> time:
        return time_from(self.text("clock"))

    def starts_at(self) -> datetime:
        """The moment of an accepted form."""
        if self.on.data is None:
            raise ValueError("the form was not accepted")
        return moment(self.on.data, self._clock, self.text("zone"))

    def length(self) -> int:
        """Minutes of an accepted form."""
        return minutes_from(self.text("minutes"), limit=_LIMIT, bare=MINUTE)

    def material_links(self) -> list[MaterialLink]:
        """The links of an accepted form."""
        return links_in(self.text("links"))


class AddPersonForm(Form):
    """Somebody who was there and has not typed the code."""

    email = EmailField(
        "Email address of a member",
        description="For somebody who is not on the list above, or who tells you their address.",
        filters=[single_line],
        validators=[InputRequired("Enter an email address."), Email("Enter an address such as name@example.ac.uk.")],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


class ConfirmForm(Form):
    """The tick for those who are counted only; names are ticked beside it and arrive as `there`."""

    counted = BooleanField("Confirm those who are counted only and typed the code, or were added")
