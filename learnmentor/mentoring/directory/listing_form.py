"""What somebody says of themselves in the list: a mentor's place, and an entry of practice (form F9)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from learnmentor.mentoring.directory import rules
from learnmentor.mentoring.directory.rules import ContactMode, ListedTo, ListingFacts, ListingWords
from learnmentor.mentoring.directory.wording import MODES, USES
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section

_MODES = tuple(PaperChoice(mode.value, words) for mode, words in MODES.items())
_UNTIL = PaperField(
    "until_on", "Until which day?", FieldKind.DATE, required=True,
    why="A year from now at most. Two weeks before, you are asked whether it goes on.",
)  # fmt: skip

MENTOR_LISTING = FormDefinition(
    "Listing",
    "Your place in the list of mentors",
    "Colleagues of your organisations read it, and those of an organisation with which yours shares you as a mentor."
    " Your address is not in it.",
    (
        Section(
            "What you offer",
            (
                PaperField("subjects", "Your subjects", FieldKind.TEXT, most=rules.LONGEST_SUBJECTS, required=True,
                           why="With commas between, for example: upholstery, functional skills."),
                PaperField("area", "Where you are", FieldKind.TEXT, most=rules.LONGEST_AREA,
                           why="A site or a town, as colleagues call it. No address."),
                PaperField("roles", "Your roles, now and before", FieldKind.TEXT, most=rules.LONGEST_ROLES,
                           why="Somebody may look for a person who has done their job."),
                PaperField("modes", "How you can meet", FieldKind.MULTI, choices=_MODES, required=True),
                PaperField("about", "Anything else that helps somebody to choose", FieldKind.LONG,
                           most=rules.LONGEST_ABOUT),
            ),
        ),
        Section(
            "How much",
            (
                PaperField("hours", "Free hours in a term", FieldKind.NUMBER, most=rules.MOST_HOURS, required=True),
                PaperField("most_mentees", "How many mentees at most", FieldKind.NUMBER, most=rules.MOST_MENTEES,
                           required=True, why="Whoever you mentor now is counted. Nobody is put above it."),
                PaperField("times", "When you can meet", FieldKind.TEXT, most=rules.LONGEST_TIMES,
                           readers="Only whoever arranges pairs reads this."),
            ),
        ),
        Section(
            "Whom you would rather not mentor",
            (
                PaperField("not_managed", "People whose line manager I am", FieldKind.TICK),
                PaperField("not_team", "People of my own team", FieldKind.TICK),
            ),
        ),
        Section(
            "Who finds you, and for how long",
            (
                PaperField("listed_to", "Who finds you?", FieldKind.PICK, required=True,
                           choices=(PaperChoice(ListedTo.MEMBERS.value, "Colleagues, and whoever arranges pairs"),
                                    PaperChoice(ListedTo.COORDINATORS.value, "Only whoever arranges pairs"))),
                PaperField("named", "Show my name to colleagues", FieldKind.TICK,
                           why="Without it they read what you offer, and your name once you answer them."),
                _UNTIL,
            ),
        ),
    ),
)  # fmt: skip

PRACTICE_LISTING = FormDefinition(
    "Practice",
    "List how mentoring is done where you are",
    "Colleagues of your organisations read this entry, and can leave you a message. The rest of your practice map stays"
    " where it is.",
    (
        Section(
            "",
            (
                PaperField("practice_use", "Which use is it?", FieldKind.PICK, required=True,
                           choices=tuple(PaperChoice(value, words) for value, words in USES.items()),
                           why="Question 9 of form F9. What people expect differs by use."),
                PaperField("about", "How it is done, in a few sentences", FieldKind.LONG, most=rules.LONGEST_ABOUT,
                           required=True, why="Nobody is named here without being asked."),
                PaperField("roles", "Whom one writes to: your role", FieldKind.TEXT, most=rules.LONGEST_ROLES,
                           required=True),
                PaperField("area", "Where", FieldKind.TEXT, most=rules.LONGEST_AREA),
                PaperField("named", "Show my name beside it", FieldKind.TICK),
                _UNTIL,
            ),
        ),
    ),
)  # fmt: skip
USUAL = {"listed_to": ListedTo.MEMBERS.value, "named": True, "not_managed": True}


def values_of(facts: ListingFacts, words: ListingWords) -> dict[str, Any]:
    """What a form is filled with for a listing that is there; a day that has passed is asked for anew."""
    return {
        "subjects": words.subjects, "area": words.area, "roles": words.roles, "times": words.times,
        "about": words.about, "modes": [each.value for each in sorted(facts.modes)], "hours": facts.hours,
        "most_mentees": facts.most_mentees, "listed_to": facts.listed_to.value, "named": facts.named,
        "not_team": facts.not_team, "not_managed": facts.not_managed, "until_on": facts.until_on.isoformat(),
        "practice_use": facts.use,
    }  # fmt: skip


def facts_from(values: Mapping[str, Any]) -> ListingFacts:
    """What of a whole form is no word."""
    return ListingFacts(
        until_on=date.fromisoformat(values["until_on"]),
        modes=frozenset(ContactMode(each) for each in values.get("modes", ())),
        hours=values.get("hours") or 0,
        most_mentees=values.get("most_mentees") or 0,
        listed_to=ListedTo(values.get("listed_to") or ListedTo.MEMBERS),
        named=values["named"],
        not_team=values.get("not_team", False),
        not_managed=values.get("not_managed", False),
        use=values.get("practice_use", ""),
    )


def words_from(values: Mapping[str, Any]) -> ListingWords:
    """The words of a whole form."""
    return ListingWords(**{key: values.get(key, "") for key in ("subjects", "area", "roles", "times", "about")})
