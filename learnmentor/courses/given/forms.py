"""What a trainer fills in about a programme that they give away: shape and wording.

Its places are lines of the page: a number, and for a session its title, minutes and segment. They are read here as they
were typed, so that a refused page shows them again.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, NumberRange, StopValidation, ValidationError

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.courses.given import rules
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line

_CLAIMS = re.compile(r"\b(accredited|qualified|credits earned)\b", re.IGNORECASE)  # curriculum 3.5
_WEEKS = f"Write a whole number from 1 to {rules.MAX_WEEKS}"
NO_DATE, WEEKS, DAY = "none", "weeks", "day"


def no_claims(_form: Any, asked: Any) -> None:
    """A validator: nothing here is accredited, and a certificate prints the name of its programme."""
    if found := _CLAIMS.search(asked.data or ""):
        raise ValidationError(f"Say it without “{found[0]}”: no programme here is a regulated qualification")


def where_chosen(choice: str, missing: str) -> Callable[[Any, Any], None]:
    """A validator: the field is needed with that choice of date, and what stands in it is nothing with another."""

    def check(form: Any, asked: Any) -> None:
        if form.due.data != choice:
            asked.errors = []
            raise StopValidation
        if asked.data is None and not asked.errors:
            raise StopValidation(missing)

    return check


class WeeksField(IntegerField):
    """A number of weeks, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The number that was typed, if one was; raises ValueError with a sentence."""
        self.data = None
        typed = " ".join(map(str, valuelist)).strip()
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_TYPED):
            raise ValueError(_WEEKS)
        self.data = int(typed) if typed else None


class DueDay(DayField):
    """A day, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was typed, if one was; raises ValueError with a sentence."""
        self.data = None
        if any(str(text).strip() for text in valuelist):
            super().process_formdata(valuelist)


class GivenForm(Form):
    """The words and dates of a programme; its places arrive beside them (`typed_items`)."""

    title = StringField(
        "What is it called?",
        description="It is printed on the certificate of hours. For example: Mentoring in the first term.",
        filters=[single_line],
        validators=[InputRequired("Give the programme a name"), at_most(rules.LONGEST_TITLE), no_claims],
    )
    for_whom = TextAreaField(
        "Who is it for?",
        description="A sentence or two that people read before they begin.",
        filters=[single_line],
        validators=[InputRequired("Say who it is for"), at_most(rules.LONGEST_FOR_WHOM), no_claims],
        render_kw={"rows": 3},
    )
    due = RadioField(
        "By when is it to be finished?",
        choices=[
            SelectChoice(NO_DATE, "No date"),
            SelectChoice(WEEKS, "So many weeks after somebody begins"),
            SelectChoice(DAY, "By a day"),
        ],
        default=NO_DATE,
        validators=[InputRequired("Say whether there is a date")],
    )
    due_weeks = WeeksField(
        "Weeks",
        validators=[
            where_chosen(WEEKS, "Say how many weeks"),
            NumberRange(1, rules.MAX_WEEKS, _WEEKS),
        ],
    )
    due_on = DueDay("Day", validators=[where_chosen(DAY, "Say by which day")])
    note = StringField(
        "What is new in this version? (optional)",
        description="People who follow an earlier version read it beside what changed.",
        filters=[single_line],
        validators=[at_most(300)],
    )

    def content(self, items: Iterable[GivenItem]) -> GivenContent:
        """What was typed, with these places."""
        return GivenContent(
            title=self.text("title"), for_whom=self.text("for_whom"), items=tuple(items),
            due_on=self.due_on.data if self.due.data == DAY else None,
            due_weeks=self.due_weeks.data if self.due.data == WEEKS else None,
        )  # fmt: skip


def filled_from(content: GivenContent) -> dict[str, Any]:
    """The values of `GivenForm` for a programme as it was kept."""
    due = WEEKS if content.due_weeks else DAY if content.due_on else NO_DATE
    return {
        "title": content.title, "for_whom": content.for_whom, "due": due, "due_weeks": content.due_weeks,
        "due_on": content.due_on,
    }  # fmt: skip


class AudienceForm(Form):
    """Who may begin a programme. A group is chosen where one assigns it to it; parts are those of the trainer."""

    audience = RadioField(
        "Who may begin it?",
        choices=[
            SelectChoice(Audience.EVERYBODY.value, "Everybody who is signed in here"),
            SelectChoice(Audience.LINK.value, "Whoever has the link"),
        ],
        validators=[InputRequired("Say who may begin it")],
    )

    def __init__(self, *, parts: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        """`parts` are those that the trainer may give it to, each with its public id and its name."""
        super().__init__(**more)
        of_parts = [SelectChoice(public_id, f"The people of {name}") for public_id, name in parts]
        self.audience.choices = [*(self.audience.choices or ()), *of_parts]


@dataclass(frozen=True)
class TypedItem:
    """A line of the page as it was typed, and what is wrong with it, by the name of the box."""

    key: str
    title: str
    minutes: str
    segment: str
    place: str
    faults: Mapping[str, str] = field(default_factory=dict)
    session: bool = False

    def item(self) -> GivenItem:
        """What it says; only where nothing is wrong with it."""
        if not self.session:
            return GivenItem(self.key, self.title, SEGMENT_MINUTES, self.key)
        return GivenItem(self.key, self.title, int(self.minutes), self.segment or None, session=True)


def lines_of(items: Iterable[GivenItem]) -> list[TypedItem]:
    """Places as lines of the page."""
    return [
        TypedItem(i.key, i.title, str(i.minutes), i.segment or "", str(number), session=True)
        if i.session
        else _segment_line(i.key, i.title, str(number))
        for number, i in enumerate(items, 1)
    ]


_SESSION_KEY = re.compile(r"[A-Za-z0-9]{4,24}")
NEW = "new"  # the key of a session that is to be added, while something is wrong with it
MOST_TYPED = 5  # characters of a number


def typed_items(
    posted: MultiDict[str, str], titles: Mapping[str, str], *, new_key: Callable[[], str]
) -> list[TypedItem]:
    """The lines that were posted, with those that were ticked or filled in to be added after them.

    `titles` are those of all segments on offer, in the order of the catalogue. A line of a segment that is not among
    them stays until it is taken out.
    """
    lines = [_line(posted, key, titles) for key in dict.fromkeys(posted.getlist("item"))]
    there = {line.key for line in lines}
    wanted = set(posted.getlist("segments")) - there
    ticked = [code for code in titles if code in wanted]
    added = [_segment_line(code, titles[code]) for code in ticked]
    if any(single_line(posted.get(f"{box}-{NEW}")) for box in ("title", "minutes", "segment")):
        key = new_key()
        fresh = _session(posted, NEW, titles)
        added.append(fresh if fresh.faults else replace(fresh, key=key))
    return [line for line in [*lines, *added] if line.session or line.title]


def _line(posted: MultiDict[str, str], key: str, titles: Mapping[str, str]) -> TypedItem:
    if f"minutes-{key}" in posted and _SESSION_KEY.fullmatch(key):
        return _session(posted, key, titles)
    title = titles.get(key) or single_line(posted.get(f"title-{key}"))[: rules.LONGEST_TITLE]
    place = single_line(posted.get(f"place-{key}"))
    return _segment_line(key[:20], title, place)


def _segment_line(code: str, title: str, place: str = "") -> TypedItem:
    return TypedItem(code, title, str(SEGMENT_MINUTES), "", place, _fault_of_place(place))


def _fault_of_place(place: str) -> dict[str, str]:
    if not place or (place.isdecimal() and len(place) <= MOST_TYPED):
        return {}
    return {"place": f"Write a whole number, such as 3, and not “{place[:20]}”"}


def _session(posted: MultiDict[str, str], key: str, titles: Mapping[str, str]) -> TypedItem:
    title, minutes, place = (single_line(posted.get(f"{box}-{key}")) for box in ("title", "minutes", "place"))
    segment = single_line(posted.get(f"segment-{key}")).upper()
    faults = _fault_of_place(place)
    if not title:
        faults["title"] = "Give the session a title"
    elif len(title) > rules.LONGEST_TITLE:
        faults["title"] = f"Keep this to {rules.LONGEST_TITLE} characters; it has {len(title)}"
    elif claim := _CLAIMS.search(title):
        faults["title"] = f"Say it without “{claim[0]}”: no programme here is a regulated qualification"
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= MOST_TYPED):
        faults["minutes"] = "Write the minutes as a whole number, such as 90"
    elif not 1 <= int(minutes) <= rules.MAX_SESSION_MINUTES:
        faults["minutes"] = f"A session takes from 1 to {rules.MAX_SESSION_MINUTES:,} minutes"
    elif segment and int(minutes) < SEGMENT_MINUTES:
        faults["minutes"] = f"In the place of a segment it takes at least {SEGMENT_MINUTES} minutes"
    if segment and segment not in titles:
        faults["segment"] = f"There is no segment {segment[:20]} here. Write its code, such as C1-S1, or nothing"
    return TypedItem(key, title, minutes, segment, place, faults, session=True)


def places_typed(lines: Iterable[TypedItem]) -> dict[str, float]:
    """The numbers typed beside the lines, by key."""
    return {line.key: float(line.place) for line in lines if line.place}
