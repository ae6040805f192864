"""An agreement as it is read and printed: on the page that is signed, as a version, as PDF and as Markdown."""

from collections.abc import Mapping, Sequence

from learnmentor.ground.words import long_date
from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.agreements.form_agreement import CODE, READERS, TITLE, AgreementForm
from learnmentor.mentoring.agreements.queries import OpenedParty, OpenedVersion
from learnmentor.mentoring.agreements.rules import AgreementTerms, Values
from learnmentor.mentoring.agreements.undertakings import words
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, sheet_of
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.wording import CONTEXTS

GONE = "This account is closed, and what it said of itself is gone."
About = Sequence[tuple[str, str]]


def form_of(terms: AgreementTerms, *, room: int = 0) -> AgreementForm:
    """The form of an agreement, with as many objectives as it has or as there is to be room for."""
    used = max(rules.objectives(terms.shared), default=0)
    shown = min(max(rules.LEAST_OBJECTIVES, used, room), rules.MOST_OBJECTIVES)
    return AgreementForm(terms.kind, terms.context, shown)


def terms_sheet(terms: AgreementTerms, *, about: About = (), signed: Sequence[OpenedParty] = ()) -> PaperSheet:
    """All that an agreement says; lines that were struck out stand there as such."""
    form = form_of(terms)
    shared = sheet_of(form.whole(), {**form.whole().empty, **_readable(terms)})
    sections = (_who(form, terms), *shared.sections, *([_signed(form, signed)] if signed else []))
    about = (("For", CONTEXTS[terms.context]), *about)
    return PaperSheet(TITLE, CODE, READERS, about, sections)


def version_sheet(version: OpenedVersion) -> PaperSheet:
    """A version, with who signed it when, and the digest of what was signed."""
    about = (
        ("Version", str(version.number)),
        ("Signed by both", long_date(version.made_at)),
        ("SHA-256", version.sha256),
    )
    return terms_sheet(version.terms, about=about, signed=version.parties)


def _readable(terms: AgreementTerms) -> Values:
    struck = {
        key: f"Struck out: {words(key, terms.kind, terms.context)}"
        for key in rules.undertakings(terms.context)
        if rules.struck(terms.shared, key)
    }
    return {**{key: value for key, value in terms.shared.items() if value != ""}, **struck}


def _who(form: AgreementForm, terms: AgreementTerms) -> SheetSection:
    first = form.words.first
    people = ((Side.MENTEE, terms.mentee_id, first.mentee), (Side.MENTOR, terms.mentor_id, first.mentor))
    said: dict[str, list[Said]] = {}
    for side, person_id, called in people:
        own: Mapping[str, object] = terms.own.get(person_id, {})
        if not own:
            said.setdefault("Name", []).append(Said(GONE, by=called))
        for field in form.own(side):
            label = field.label.removeprefix("Your ").capitalize()
            said.setdefault(label, []).extend([Said(str(own[field.key]), by=called)] if own.get(field.key) else [])
    return SheetSection("Who we are", tuple(SheetItem(label, tuple(lines)) for label, lines in said.items() if lines))


def _signed(form: AgreementForm, parties: Sequence[OpenedParty]) -> SheetSection:
    first = form.words.first
    called = {Side.MENTOR: first.mentor, Side.MENTEE: first.mentee}
    hands = tuple(Said(_hand(each), by=called[each.side]) for each in parties)
    return SheetSection("Signed", (SheetItem("By", hands),))


def _hand(party: OpenedParty) -> str:
    """A signature: the name that was typed, and when."""
    return f"{party.signed_as}, {long_date(party.signed_at)} at {party.signed_at:%H:%M} UTC"
