"""What is typed about a session, and about who was there."""

from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Optional, ValidationError

from learnmentor.ground.typed.durations import DurationLimit
from learnmentor.ground.typed.links import BadAddress, link_address
from learnmentor.groups.rules import LONGEST_TITLE
from learnmentor.groups.sessions import rules
from learnmentor.groups.sessions.material_links import links_in
from learnmentor.groups.sessions.rules import HeldHow, MaterialLink
from learnmentor.web.fields import WhenForm
from learnmentor.web.forms import Form, at_most, single_line, trimmed


class SessionForm(WhenForm):
    """When and where, and what belongs to it."""

    it = "A session"
    longest = DurationLimit(rules.LONGEST, "a session takes 12 hours at most")

    title = StringField(
        "What is it called?",
        filters=[single_line],
        validators=[InputRequired("Give the session a name."), at_most(LONGEST_TITLE)],
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
