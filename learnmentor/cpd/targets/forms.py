"""What a person says about their target: the profile, their posts, their absences."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import StopValidation, ValidationError

from learnmentor.cpd.forms.fields import HoursField, Ticks
from learnmentor.cpd.rules import EntryType
from learnmentor.cpd.targets import rules
from learnmentor.cpd.targets.rules import Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.ground.typed.durations import DurationLimit
from learnmentor.ground.words import hours
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, FormPart, at_most, single_line

MOST_POSTS, MOST_ABSENCES = 8, 20
ASKED = DurationLimit(1000 * 60, "a year can ask for at most 1,000 hours")
TAUGHT = DurationLimit(3000 * 60, "a year has room for at most 3,000 hours of teaching")
DEFAULT = "default"
_MONTHS = [SelectChoice(str(month), f"{date(2000, month, 1):%B}") for month in range(1, 13)]
_PROFILES = [
    SelectChoice("ifl", "IfL 2007-12: 30 hours, 1 September to 31 August, at least 6 for a part-time post"),
    SelectChoice("set", "SET: no number of hours, 1 April to 31 March"),
    SelectChoice("custom", "Something else"),
]
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class OptionalDay(DayField):
    """A day, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was typed, if one was; raises ValueError with a sentence."""
        self.data = None
        if any(str(text).strip() for text in valuelist):
            super().process_formdata(valuelist)


class PostPart(FormPart):
    """One post. A row with nothing in it is no post."""

    name = StringField(
        "Name for yourself (optional)",
        filters=[single_line],
        validators=[at_most(80)],
    )
    teaching = HoursField("Your teaching hours", limit=TAUGHT, render_kw=_NUMBER)
    full_time = HoursField("Full-time teaching hours there", limit=TAUGHT, render_kw=_NUMBER)
    begins = OptionalDay("From (optional)")
    ends = OptionalDay("To (optional)")

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into the row."""
        return not any(field.raw_data and str(field.raw_data[0]).strip() for field in self)

    def validate_teaching(self, field: Field) -> None:
        """Both figures are needed, and more than none."""
        self._need(field, "Say how many hours you teach in this post, for example 12.")

    def validate_full_time(self, field: Field) -> None:
        """Both figures are needed, and more than none."""
        self._need(field, "Say how many hours a full-time teacher teaches there, for example 24.")

    def validate_ends(self, field: Field) -> None:
        """A post ends after it began."""
        if field.data and self.begins.data and field.data < self.begins.data:
            raise ValidationError("The last day comes before the first. Change one of them.")

    def _need(self, field: Field, message: str) -> None:
        if not self.blank and not field.data and not field.errors:
            raise StopValidation(message)

    def post(self) -> Post:
        """The post, once it is right."""
        return Post(
            cast("int", self.teaching.data), cast("int", self.full_time.data), self.begins.data, self.ends.data,
            str(self.name.data or ""),
        )  # fmt: skip


class AbsencePart(FormPart):
    """One absence. A row with nothing in it is none."""

    first = OptionalDay("First day away")
    last = OptionalDay("Last day away")

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into the row."""
        return not any(field.raw_data and str(field.raw_data[0]).strip() for field in self)

    def validate_first(self, field: Field) -> None:
        """Both days are needed."""
        if not self.blank and not field.data and not field.errors:
            raise StopValidation("Say on which day the absence began.")

    def validate_last(self, field: Field) -> None:
        """Both days are needed, in their order."""
        if not self.blank and not field.data and not field.errors:
            raise StopValidation("Say on which day it ended. If it goes on, put the day that is planned.")
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError("The last day comes before the first. Change one of them.")

    def absence(self) -> Absence:
        """The absence, once it is right."""
        return Absence(cast("date", self.first.data), cast("date", self.last.data))


class ProfileForm(Form):
    """What a full-time year asks for."""

    profile = RadioField(
        "What does a full-time year ask for?",
        choices=_PROFILES,
        validate_choice=False,  # in a sentence of ours, below
    )
    hours = HoursField(
        "Hours in a full-time year",
        description="Leave this empty if no number is asked for.",
        limit=ASKED,
        render_kw=_NUMBER,
    )
    floor = HoursField(
        "The least for a part-time post (optional)",
        description="In hours. If part-time posts are asked for the whole, write the same number as above.",
        limit=ASKED,
        render_kw=_NUMBER,
    )
    day = SelectField("The year starts on day", choices=[SelectChoice(str(day), str(day)) for day in range(1, 29)])
    month = SelectField("of month", choices=_MONTHS)
    categories = Ticks(
        "Which kinds count toward it?",
        description="Tick none if all of them count. The others stay in the record.",
        choices=[SelectChoice(kind.value, kind.label) for kind in EntryType],
    )

    profiles = frozenset({"ifl", "set", "custom"})

    def __init__(self, *, standing: Profile, **more: Any) -> None:
        super().__init__(
            hours=standing.minutes,
            floor=standing.floor_minutes or None,
            month=str(standing.starts[0]),
            day=str(standing.starts[1]),
            categories=list(standing.categories),
            **{"profile": str(standing.kind), **more},
        )

    @property
    def is_custom(self) -> bool:
        """Whether the fields for a profile of one's own matter."""
        return self.text("profile") == ProfileKind.CUSTOM

    def accepted(self) -> bool:
        """Whether everything that matters is right; what was typed for another profile does not."""
        if self.posted and not self.is_custom:
            for name in ("hours", "floor"):
                self[name].process_errors = []
        return super().accepted()

    def validate_profile(self, field: Field) -> None:
        """One of them is chosen."""
        if field.data not in self.profiles:
            raise StopValidation("Choose what a year asks for.")

    def validate_hours(self, field: Field) -> None:
        """A number that a year can hold."""
        if self.is_custom and field.data is not None and field.data < 1:
            raise ValidationError("Write between 1 and 1,000 hours, or leave this empty if no number is asked for.")

    def validate_floor(self, field: Field) -> None:
        """Not more than the whole."""
        if self.is_custom and field.data:
            if self.hours.data is None:
                raise ValidationError("A least number needs a number for the full year. Fill that in, or empty this.")
            if field.data > self.hours.data:
                raise ValidationError(f"This is more than the {hours(self.hours.data)} of a full-time year.")

    def chosen(self) -> Profile | None:
        """The profile, once it is right; None for the one of everybody."""
        kind = self.text("profile")
        if kind == DEFAULT:
            return None
        if kind != ProfileKind.CUSTOM:
            return {ProfileKind.IFL.value: rules.IFL, ProfileKind.SET.value: rules.SET}[kind]
        starts = (int(self.text("month")), int(self.text("day")))
        kinds = tuple(self.categories.data or [])
        return Profile(ProfileKind.CUSTOM, self.hours.data, self.floor.data or 0, starts, kinds)


class OrganisationTargetForm(ProfileForm):
    """What a full-time year asks for in one organisation, which may leave it at what holds for everybody."""

    profiles = ProfileForm.profiles | {DEFAULT}

    def __init__(self, *, default: Profile, own: Profile | None) -> None:
        super().__init__(standing=own or default, profile=str(own.kind) if own else DEFAULT)
        everybodys = SelectChoice(DEFAULT, f"What holds where nothing else is chosen: {in_short(default)}")
        self.profile.choices = [everybodys, *_PROFILES]


class TargetForm(ProfileForm):
    """A person's own profile, posts and absences."""

    profiles = ProfileForm.profiles | {DEFAULT}
    posts = FieldList(FormField(PostPart), max_entries=MOST_POSTS)
    absences = FieldList(FormField(AbsencePart), max_entries=MOST_ABSENCES)

    def __init__(self, *, default: Profile, standing: Profile, circumstances: Circumstances) -> None:
        super().__init__(
            standing=standing,
            profile=str(standing.kind) if standing.own else DEFAULT,
            posts=[vars(post) for post in circumstances.posts],
            absences=[vars(absence) for absence in circumstances.absences],
        )
        everybodys = SelectChoice(DEFAULT, f"What holds for everybody here: {in_short(default)}")
        self.profile.choices = [everybodys, *_PROFILES]
        if not self.posts.entries:
            self.posts.append_entry()
        if not self.absences.entries:
            self.absences.append_entry()

    def one_more(self, what: str) -> None:
        """Give room for another post or absence; whatever else was asked changes nothing."""
        if what == "post" and len(self.posts.entries) < MOST_POSTS:
            self.posts.append_entry()
        if what == "absence" and len(self.absences.entries) < MOST_ABSENCES:
            self.absences.append_entry()

    def circumstances(self) -> Circumstances:
        """Posts and absences, once they are right; empty rows left out."""
        posts: Sequence[PostPart] = [entry.form for entry in self.posts.entries]
        absences: Sequence[AbsencePart] = [entry.form for entry in self.absences.entries]
        return Circumstances(
            tuple(each.post() for each in posts if not each.blank),
            tuple(each.absence() for each in absences if not each.blank),
        )


def in_short(profile: Profile) -> str:
    """A profile in a few words."""
    amount = "no number of hours" if profile.minutes is None else f"{hours(profile.minutes)} in a full-time year"
    month, day = profile.starts
    starts = f"from {day} {date(2000, month, day):%B}"
    return f"{profile.kind.label}, {amount}, {starts}"
