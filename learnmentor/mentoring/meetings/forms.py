"""What is typed about a meeting: its plan, its record, a line, what it comes to as CPD."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Optional, ValidationError

from learnmentor.ground.typed.clock_time import NoTime, time_from
from learnmentor.ground.typed.days import NoDay, day_from
from learnmentor.ground.typed.durations import DurationLimit
from learnmentor.ground.typed.links import BadAddress, link_address
from learnmentor.ground.words import hours
from learnmentor.ground.zones import NoSuchTime, day_of, moment
from learnmentor.mentoring.lines.rules import LONGEST_LINE
from learnmentor.mentoring.meetings import rules
from learnmentor.mentoring.meetings.form_record import LINES, TYPED
from learnmentor.mentoring.meetings.rules import (
    BroughtBy,
    MeetingFrame,
    MeetingMode,
    MeetingPlace,
    MeetingPlan,
    MeetingSaid,
)
from learnmentor.mentoring.meetings.typed_record import NewTarget, TargetOutcome, TypedLine, TypedRecord
from learnmentor.mentoring.meetings.wording import MODES, UNFIT
from learnmentor.mentoring.paper.forms import PaperForm
from learnmentor.mentoring.targets.forms import day_fault
from learnmentor.mentoring.targets.rules import TargetStep, TargetWords
from learnmentor.web.fields import LEFT_OUT, WhenForm
from learnmentor.web.forms import Form, at_most, single_line, trimmed

OUTCOMES = (TargetStep.MET, TargetStep.CARRIED, TargetStep.MOVED, TargetStep.DROPPED)
_MODES = [SelectChoice(mode.value, MODES[mode]) for mode in MeetingMode]


class MeetingPlanForm(WhenForm):
    """When and where the two are to meet."""

    it = "A meeting"
    longest = DurationLimit(rules.LONGEST_MEETING, "a meeting takes 12 hours at most")

    mode = RadioField("How do you meet?", choices=_MODES, default=MeetingMode.ROOM.value)
    place = StringField(
        "Place", description="If you like.", filters=[single_line], validators=[at_most(rules.LONGEST_PLACE)]
    )
    address = StringField(
        "Address of the online room",
        description="If there is one. It begins with https://.",
        filters=[single_line],
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"},
    )

    def validate_address(self, field: StringField) -> None:
        """An address to be led to."""
        try:
            link_address(field.data) if field.data else None
        except BadAddress as fault:
            raise ValidationError(str(fault)) from None

    def plan(self, *, at: datetime) -> MeetingPlan | None:
        """The plan of an accepted form; None where nobody can plan that, which is said beside its field."""
        unfit = rules.unfit_plan(self.starts_at(), self.length(), at=at)
        if unfit is not None:
            self.refuse("minutes" if unfit is rules.Unfit.LENGTH else "on", UNFIT[unfit])
            return None
        where = MeetingPlace(self.text("place"), self.text("address"))
        return MeetingPlan(self.starts_at(), self.text("zone"), self.length(), MeetingMode(self.text("mode")), where)


class MeetingLineForm(Form):
    """One line of a record: a new one at a place, or one that is changed."""

    field = RadioField(
        "Where does it belong?",
        choices=[SelectChoice(key, words) for key, words in LINES.items() if key != rules.WITHOUT_AGREEMENT],
        default="main",
        validators=[Optional()],
    )
    words = TextAreaField(
        "What you add",
        filters=[trimmed],
        validators=[InputRequired("Write something, or go back."), at_most(LONGEST_LINE)],
    )
    own = BooleanField("Hold this back: only I can read it")


class MeetingClaimForm(Form):
    """How a meeting goes into somebody's own CPD record."""

    minutes = RadioField("How long?", validators=[InputRequired("Choose how long it was.")])
    names = BooleanField("Name the other one in the title")

    def offer(self, lengths: Sequence[int], nearest: int) -> "MeetingClaimForm":
        """The same form with the lengths that may be chosen."""
        self.minutes.choices = [SelectChoice(str(each), hours(each)) for each in lengths]
        if not self.posted:
            self.minutes.data = str(nearest)
        return self


# The record


@dataclass(frozen=True)
class RecordSetting:
    """What a record that is typed is judged by. `outcomes`: the open targets that may be stepped."""

    zone: str
    opened_at: datetime
    at: datetime
    outcomes: frozenset[str]
    following_minutes: int  # how long the next meeting is planned, and how
    needs_excuse: bool


def typed_record(
    form: PaperForm, posted: Mapping[str, str], setting: RecordSetting, *, held: bool
) -> TypedRecord | None:
    """What an accepted form says; None where something cannot be, which is said beside its field.

    `held` is False where only the words are to be kept: then nobody says yet that the meeting took place.
    """
    values = form.values()
    said = _said(form, setting)
    outcomes = _outcomes(form, posted, setting)
    following = _following(form, setting, said.mode if said else MeetingMode.ROOM)
    if held and setting.needs_excuse and not values["excuse"]:
        form.refuse("excuse", "Sign the agreement first, or say in a sentence why this one is without.")
    for row in values["targets"]:
        _check_target(form, row, since=day_of(said.held_at, setting.zone) if said else None)
    if form.errors or said is None:
        return None
    as_planned = MeetingPlan(said.held_at, setting.zone, said.minutes, said.mode, MeetingPlace())
    lines = [
        TypedLine(place, values[key], bool(values.get(f"own_{key}"))) for key, place in TYPED.items() if values[key]
    ]
    targets = [_target(row) for row in values["targets"]]
    return TypedRecord(as_planned, said if held else None, lines, outcomes, targets, following)


def _said(form: PaperForm, setting: RecordSetting) -> MeetingSaid | None:
    values = form.values()
    if not values["on"]:
        form.refuse("on", "Enter the day, such as 12 March 2027.")
    if values["minutes"] is None:
        form.refuse("minutes", "Enter how many minutes you met, such as 45.")
    held_at = _moment(form, values["on"], values["at"], setting.zone, refuse_at="at")
    if held_at is None or values["minutes"] is None:
        return None
    days = (day_of(held_at, setting.zone), day_of(setting.opened_at, setting.zone))
    unfit = rules.unfit_record(held_at, values["minutes"], on=days[0], opened_on=days[1], at=setting.at)
    if unfit is not None:
        form.refuse("minutes" if unfit is rules.Unfit.LENGTH else "on", UNFIT[unfit])
        return None
    brought_by, frame = values["brought_by"], values["frame"]
    return MeetingSaid(
        held_at, values["minutes"], MeetingMode(values["mode"] or MeetingMode.ROOM),
        BroughtBy(brought_by) if brought_by else None, MeetingFrame(frame) if frame else None,
    )  # fmt: skip


def _moment(form: PaperForm, on: str, at: str, zone: str, *, refuse_at: str) -> datetime | None:
    """The moment of a day and a time that were typed; None where there is none, which is said."""
    if not on:
        return None
    try:
        return moment(date.fromisoformat(on), time_from(at), zone)
    except NoTime as fault:
        form.refuse(refuse_at, str(fault) if at else "Enter when it began, such as 14:30.")
    except NoSuchTime:
        form.refuse(refuse_at, LEFT_OUT)
    return None


def _following(form: PaperForm, setting: RecordSetting, mode: MeetingMode) -> MeetingPlan | None:
    values = form.values()
    if values["next_at"] and not values["next_on"]:
        form.refuse("next_on", "Enter the day of the next meeting too, or empty its time.")
    starts_at = _moment(form, values["next_on"], values["next_at"], setting.zone, refuse_at="next_at")
    if starts_at is None:
        return None
    minutes = setting.following_minutes
    if (unfit := rules.unfit_plan(starts_at, minutes, at=setting.at)) is not None:
        form.refuse("next_on", UNFIT[unfit])
        return None
    return MeetingPlan(starts_at, setting.zone, minutes, mode, MeetingPlace())


def _outcomes(form: PaperForm, posted: Mapping[str, str], setting: RecordSetting) -> list[TargetOutcome]:
    found = []
    for public_id in sorted(setting.outcomes):
        chosen = posted.get(f"outcome-{public_id}", "")
        if chosen not in set(map(str, OUTCOMES)):
            continue
        step, due_on = TargetStep(chosen), None
        if step == TargetStep.MOVED:
            due_on = _moved_to(form.form_errors.append, posted, public_id, setting)
        found.append(TargetOutcome(public_id, step, due_on))
    return found


def _moved_to(
    refuse: Callable[[str], None], posted: Mapping[str, str], public_id: str, setting: RecordSetting
) -> date | None:
    typed = posted.get(f"moved-{public_id}", "").strip()
    try:
        due_on = day_from(typed)
    except NoDay as fault:
        refuse(str(fault) if typed else "A target is moved to another day: enter the day, such as 12 March 2027.")
        return None
    if wrong := day_fault(due_on, since=day_of(setting.opened_at, setting.zone)):
        refuse(wrong)
    return due_on


def _check_target(form: PaperForm, row: Mapping[str, str], *, since: date | None) -> None:
    if not row["what"]:
        form.refuse("targets", "A target has a day or a measure and no words. Say what will be done.")
    if row["due_on"] and since and (fault := day_fault(date.fromisoformat(row["due_on"]), since=since)):
        form.refuse("targets", fault)


def _target(row: Mapping[str, str]) -> NewTarget:
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return NewTarget(TargetWords(row["what"], row["measure"]), due_on)
