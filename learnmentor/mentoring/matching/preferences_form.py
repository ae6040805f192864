"""Form F15, part 1: what a mentee looks for."""

from collections.abc import Mapping
from typing import Any

from learnmentor.mentoring.directory.rules import ContactMode
from learnmentor.mentoring.directory.wording import MODES
from learnmentor.mentoring.matching import rules
from learnmentor.mentoring.matching.rules import LooksFor, NeedsSeenBy, SearchFacts, SearchWords
from learnmentor.mentoring.matching.wording import LOOKS_FOR, NEEDS_SEEN_BY
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section
from learnmentor.mentoring.rules import PairContext
from learnmentor.mentoring.wording import CONTEXTS

_MANAGER, _TEAM = "line-manager", "same-team"

PREFERENCES = FormDefinition(
    "F15",
    "What I am looking for in a mentor",
    "You read this, and whoever arranges pairs where you belong. Your mentor reads how and when you can meet, once you"
    " chose them.",
    (
        Section(
            "Whom I look for",
            (
                PaperField("looks_for", "I would most like", FieldKind.PICK, required=True,
                           choices=tuple(PaperChoice(each.value, words) for each, words in LOOKS_FOR.items()),
                           why="A say in the choice went with how much mentoring was valued."),
                PaperField("other", "Something else, in my words", FieldKind.TEXT, most=rules.LONGEST_OTHER),
                PaperField("subject", "My subject", FieldKind.TEXT, most=rules.LONGEST_SUBJECT,
                           why="With commas between, for example: upholstery, functional skills."),
                PaperField("role", "My job", FieldKind.TEXT, most=rules.LONGEST_ROLE),
                PaperField("context", "It is about", FieldKind.PICK, required=True,
                           choices=tuple(PaperChoice(each.value, words) for each, words in CONTEXTS.items())),
                PaperField("rather_not", "I would rather not have", FieldKind.MULTI,
                           choices=(PaperChoice(_MANAGER, "My line manager"),
                                    PaperChoice(_TEAM, "Somebody in my team")),
                           why="Distance from judgement makes it easier to be frank."),
                PaperField("rather_not_words", "Whom else, in my words", FieldKind.TEXT, most=rules.LONGEST_OTHER),
            ),
        ),
        Section(
            "How we can meet",
            (
                PaperField("modes", "How I can meet", FieldKind.MULTI, required=True,
                           choices=tuple(PaperChoice(each.value, words) for each, words in MODES.items())),
                PaperField("times", "When I can meet", FieldKind.TEXT, most=rules.LONGEST_TIMES,
                           why="Days and times. A match that cannot meet is a name on a form."),
                PaperField("needs", "What would help me take part", FieldKind.LONG, most=rules.LONGEST_NEEDS,
                           why="Access needs, in your own words. You may leave it empty.",
                           readers="Read by those whom you choose below."),
                PaperField("needs_seen_by", "Who reads what would help me", FieldKind.PICK,
                           choices=tuple(PaperChoice(each.value, words) for each, words in NEEDS_SEEN_BY.items())),
            ),
        ),
    ),
)  # fmt: skip
USUAL = {"rather_not": [_MANAGER], "needs_seen_by": NeedsSeenBy.ARRANGER.value, "context": PairContext.CPD.value}


def preference_values(facts: SearchFacts, words: SearchWords, needs: str) -> dict[str, Any]:
    """What the form is filled with for a search that is there."""
    rather_not = [value for value, holds in ((_MANAGER, facts.not_manager), (_TEAM, facts.not_team)) if holds]
    return {
        "looks_for": facts.looks_for.value, "other": words.other, "subject": words.subject, "role": words.role,
        "context": facts.context.value, "rather_not": rather_not, "rather_not_words": words.rather_not,
        "modes": [each.value for each in sorted(facts.modes)], "times": words.times, "needs": needs,
        "needs_seen_by": facts.needs_seen_by.value,
    }  # fmt: skip


def preference_facts(values: Mapping[str, Any]) -> SearchFacts:
    """What of a whole form is no word."""
    return SearchFacts(
        looks_for=LooksFor(values["looks_for"]),
        modes=frozenset(ContactMode(each) for each in values["modes"]),
        not_manager=_MANAGER in values["rather_not"],
        not_team=_TEAM in values["rather_not"],
        needs_seen_by=NeedsSeenBy(values["needs_seen_by"] or NeedsSeenBy.ARRANGER),
        context=PairContext(values["context"]),
    )


def preference_words(values: Mapping[str, Any]) -> SearchWords:
    """The words of a whole form, but for access needs, which lie apart."""
    return SearchWords(
        values["subject"], values["role"], values["times"], values["other"], rather_not=values["rather_not_words"]
    )
