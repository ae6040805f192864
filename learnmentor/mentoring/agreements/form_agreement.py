"""Form F1 as data, part by part, in the words of the pair that fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass

from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.agreements.rules import AgreementPart
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.wording import called

CODE = "F1"
TITLE = "Mentoring agreement"
READERS = "Only the two of you can read this."
_THIRD = "Both of you can read this, and so can the organisation, if you name one as third party."
LONGEST = 4_000
_LINE = 200
PART_TITLES = {
    AgreementPart.WHO: "Who we are",
    AgreementPart.PURPOSE: "Purpose and times",
    AgreementPart.EQUALITY: "How equal are we?",
    AgreementPart.CONFIDENTIALITY: "What stays in the room",
    AgreementPart.OBJECTIVES: "Objectives",
    AgreementPart.REVIEWS: "Reviews, observations and hours",
    AgreementPart.UNDERTAKINGS: "What each of us undertakes",
}


@dataclass(frozen=True)
class PartyWords:
    """What the two are called within a sentence."""

    mentor: str
    mentee: str

    @property
    def first(self) -> "PartyWords":
        """The same at the beginning of a sentence."""
        return PartyWords(_capital(self.mentor), _capital(self.mentee))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def party_words(kind: PairKind) -> PartyWords:
    """Roles; where both coach there are none, and a page says who is the first partner."""
    if kind == PairKind.CO_COACHING:
        return PartyWords("the first partner", "the second partner")
    return PartyWords(f"the {called(kind, Side.MENTOR)}", f"the {called(kind, Side.MENTEE)}")


@dataclass(frozen=True)
class AgreementForm:
    """Form F1 for one pair: its parts, and each field by its key."""

    kind: PairKind
    context: PairContext
    objectives: int = rules.LEAST_OBJECTIVES  # how many are shown

    @property
    def words(self) -> PartyWords:
        """What the two are called."""
        return party_words(self.kind)

    def part(self, part: AgreementPart, *, side: Side) -> FormDefinition:
        """One part, as one of the two fills it in."""
        sections = (self._who(side),) if part is AgreementPart.WHO else self._shared(part)
        return FormDefinition(CODE, PART_TITLES[part], READERS, sections)

    def whole(self) -> FormDefinition:
        """All that both share, in the order of the form."""
        parts = [part for part in AgreementPart if part is not AgreementPart.WHO]
        return FormDefinition(CODE, TITLE, READERS, tuple(s for part in parts for s in self._shared(part)))

    def own(self, side: Side) -> tuple[PaperField, ...]:
        """What one of the two says of themselves."""
        return tuple(field for field in self._who(side).parts if isinstance(field, PaperField))

    def fields(self) -> Mapping[str, PaperField]:
        """Every field by its key, the shared ones in the order of the form, then each one's own."""
        shared = [
            field for section in self.whole().sections for field in section.parts if isinstance(field, PaperField)
        ]
        return {field.key: field for field in (*shared, *self.own(Side.MENTEE), *self.own(Side.MENTOR))}

    def part_of(self, key: str) -> AgreementPart:
        """The part in which a field is."""
        if key.startswith("own_"):
            return AgreementPart.WHO
        return next(
            part
            for part in AgreementPart
            if part is not AgreementPart.WHO and any(f.key == key for s in self._shared(part) for f in s.parts)
        )

    def _shared(self, part: AgreementPart) -> tuple[Section, ...]:
        if part is AgreementPart.PURPOSE:
            return _PURPOSE
        return {
            AgreementPart.EQUALITY: _equality,
            AgreementPart.CONFIDENTIALITY: _confidentiality,
            AgreementPart.OBJECTIVES: _objectives,
            AgreementPart.REVIEWS: _reviews,
            AgreementPart.UNDERTAKINGS: _undertakings,
        }[part](self)

    def _who(self, side: Side) -> Section:
        keys = rules.own_fields(self.kind, self.context, side)
        return Section("About you", tuple(_OWN[key] for key in keys))


_OWN = {
    field.key: field
    for field in (
        PaperField("own_name", "Your name", FieldKind.TEXT, most=rules.LONGEST_NAME),
        PaperField("own_job", "Your job title", FieldKind.TEXT,
                   "It shows at once whether a second role is in play.", most=_LINE),
        PaperField("own_subject", "Your subject", FieldKind.TEXT, "What you teach or do.", most=_LINE),
        PaperField("own_organisation", "Your organisation", FieldKind.TEXT,
                   "It may have made promises: see the undertakings.", most=_LINE),
        PaperField("own_address", "Address", FieldKind.TEXT,
                   "One way to reach you is enough: address, telephone or email.", most=_LINE),
        PaperField("own_phone", "Telephone", FieldKind.TEXT, most=40),
        PaperField("own_email", "Email", FieldKind.TEXT, most=254),
        PaperField("own_tutor", "Your personal tutor", FieldKind.TEXT,
                   "Somebody to turn to who is neither of you.", most=_LINE),
    )
}  # fmt: skip


def _choices(*pairs: tuple[str, str]) -> tuple[PaperChoice, ...]:
    return tuple(PaperChoice(value, words) for value, words in pairs)


_PURPOSE = (
    Section(PART_TITLES[AgreementPart.PURPOSE], (
        PaperField("purpose", "We are meeting so that", FieldKind.LONG,
                   f"{rules.MOST_PURPOSE_WORDS} words or fewer. Schemes with clear goals on both sides work better.",
                   most=1_000),
        PaperField("start", "First day", FieldKind.DATE, "Nothing is due before it."),
        PaperField("end", "Last day", FieldKind.DATE, "An end in sight makes it easier to begin, and to stop."),
        PaperField("meeting_minutes", "How long do we meet, in minutes?", FieldKind.NUMBER, most=480),
        PaperField("frequency", "How often?", FieldKind.PICK, choices=_choices(
            ("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every month"),
            ("half-term", "Every half term"), ("as-needed", "When one of us asks"))),
        PaperField("mode", "How do we meet?", FieldKind.PICK, choices=_choices(
            ("room", "In a room"), ("telephone", "By telephone"), ("video", "By video"),
            ("writing", "In writing"), ("mixed", "Now this way, now that"))),
        PaperField("place", "Where?", FieldKind.TEXT, "A room, a number, an address. May stay empty.", most=_LINE),
    )),
)  # fmt: skip


def _equality(form: AgreementForm) -> tuple[Section, ...]:
    mentor, mentee = form.words.first.mentor, form.words.first.mentee
    why = "Four questions that show where the power lies. There is no right answer; an honest one helps."
    return (
        Section(PART_TITLES[AgreementPart.EQUALITY], (
            PaperField("who_chose_whom", "Who chose whom?", FieldKind.PICK, why, _choices(
                ("mentee", f"{mentee} chose"), ("mentor", f"{mentor} chose"), ("each-other", "Each other"),
                ("somebody-else", "Somebody else"))),
            PaperField("voluntary", "Is it voluntary?", FieldKind.PICK, choices=_choices(
                ("both", "For both"), ("one", "For one"), ("neither", "For neither"))),
            PaperField("agenda_holder", "Who will bring the subject?", FieldKind.PICK, choices=_choices(
                ("mentee", mentee), ("mentor", mentor), ("turn-about", "Turn about"),
                ("more-and-more", f"{mentee}, more and more"))),
            PaperField("assessment_involved", "Does either of us assess the other?", FieldKind.PICK, choices=_choices(
                ("no", "No"), ("informally", "Informally"),
                ("formally", "Formally: a role declaration (form F13) is filled in"))),
        )),
    )  # fmt: skip


def _confidentiality(form: AgreementForm) -> tuple[Section, ...]:
    hears = f"{form.words.first.mentee} hears of it first, unless waiting would put someone in danger."
    return (
        Section(PART_TITLES[AgreementPart.CONFIDENTIALITY], (
            PaperField("between_us", "Stays between us", FieldKind.LONG, most=LONGEST),
            PaperField("may_go_further", f"May go further, if {form.words.mentee} agrees, and to whom",
                      FieldKind.LONG, most=LONGEST),
            PaperField("must_go_further", "Must go further, because somebody is at risk, and to whom", FieldKind.LONG,
                      hears, most=LONGEST),
        )),
    )  # fmt: skip


def _objectives(form: AgreementForm) -> tuple[Section, ...]:
    subject = " In initial training it belongs to the subject." if form.context == PairContext.INITIAL_TRAINING else ""
    return tuple(
        Section(f"Objective {number}", (
            _of(number, "specific", "What exactly?", f"In the words of whoever works on it.{subject}"),
            _of(number, "measure", "How will both of us know?"),
            _of(number, "achievable", "Why can it be done?"),
            _of(number, "relevant", "What is it for?"),
            PaperField(rules.objective_key(number, "by_when"), f"By when? (objective {number})", FieldKind.DATE,
                      "Between the first day and the last."),
        ))
        for number in range(1, form.objectives + 1)
    )  # fmt: skip


def _of(number: int, field: str, label: str, why: str = "") -> PaperField:
    key = rules.objective_key(number, field)
    return PaperField(key, f"{label} (objective {number})", FieldKind.LONG, why, most=500)


def _reviews(form: AgreementForm) -> tuple[Section, ...]:
    mentor, mentee = form.words.mentor, form.words.mentee
    most = 12
    return (
        Section("Reviews and reports", (
            PaperField("first_review", "We look back for the first time on", FieldKind.DATE,
                      "One day at least: looking back belongs in an agreement."),
            PaperField("report_1", "First report", FieldKind.DATE, "May stay empty, where nobody is owed a report."),
            PaperField("report_2", "Second report", FieldKind.DATE),
            PaperField("review_more", "We look back once more on", FieldKind.DATE),
        )),
        Section("Observations, both ways", (
            PaperField("mentor_observes", f"How often does {mentor} watch "
                      f"{mentee}?", FieldKind.NUMBER,
                      "Times between the first day and the last.", most=most),
            PaperField("mentee_observes", f"How often does {mentee} watch "
                      f"{mentor}?", FieldKind.NUMBER, most=most),
            PaperField("mentee_visits", f"How often does {mentee} visit somebody else?",
                      FieldKind.NUMBER, most=most),
        )),
        Section("Hours", (
            PaperField("hours", "Hours a year for this mentoring", FieldKind.NUMBER,
                      "A sample agreement from further education says 20.", most=rules.MOST_HOURS, readers=_THIRD),
        )),
    )  # fmt: skip


def _undertakings(form: AgreementForm) -> tuple[Section, ...]:
    undertaken = rules.undertakings(form.context)
    will = {
        rules.MENTOR_UNDERTAKES: f"{form.words.first.mentor} will",
        rules.MENTEE_UNDERTAKES: f"{form.words.first.mentee} will",
        rules.ORGANISATION_UNDERTAKES: "The organisation that provides or pays will",
    }
    sections = [
        Section(heading, tuple(_undertaking(key) for key in keys if key in undertaken))
        for keys, heading in will.items()
    ]  # fmt: skip
    clause = PaperField(
        "change_clause", "Either of us may ask to change this, or to end it, without giving a reason", FieldKind.TICK,
        "This line is here so that nobody has to be brave to use it.",
    )  # fmt: skip
    return (*sections, Section("When it does not work", (clause,)))


def _undertaking(key: str) -> PaperField:
    why = "Change the words, or empty the box to strike the line out." if key in ("m1", "t1", "n1") else ""
    readers = _THIRD if key in rules.ORGANISATION_UNDERTAKES else ""
    return PaperField(key, f"Undertaking {key.upper()}", FieldKind.LONG, why, most=500, readers=readers)
