"""Form F14 as data: what each of the two says apart when they look back."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section
from learnmentor.mentoring.reviews.rules import GoingOn, ReviewPoint, SummaryReader
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.wording import called

CODE = "F14"
TITLE = "Progress review"
READERS = "Both of you can read this. What is answered apart shows once both have answered all of it."
POINTS = {
    ReviewPoint.FIRST: "First review, after the autumn half term",
    ReviewPoint.JANUARY: "January",
    ReviewPoint.MID_YEAR: "Mid-year",
    ReviewPoint.APRIL: "April",
    ReviewPoint.HALF_WAY: "Half way",
    ReviewPoint.END: "At the end",
    ReviewPoint.OTHER: "Another day",
}
_OF_TRAINING = (ReviewPoint.FIRST, ReviewPoint.JANUARY, ReviewPoint.MID_YEAR, ReviewPoint.APRIL)
READERS_OF_SUMMARY = {
    SummaryReader.NOBODY: "Nobody",
    SummaryReader.TUTOR: "Personal tutor",
    SummaryReader.COURSE_LEADER: "Course leader",
    SummaryReader.COORDINATOR: "Coordinator",
    SummaryReader.MANAGER: "Manager",
}
GOING_ON = {GoingOn.ON: "Go on", GoingOn.CHANGE: "Change something", GoingOn.END: "End well"}
PICKED = frozenset({"again", "willing", "brings", "judges", "next"})  # answers to choose from


def points(context: PairContext) -> tuple[PaperChoice, ...]:
    """The points at which a pair looks back; some are for initial training only."""
    left_out = () if context == PairContext.INITIAL_TRAINING else _OF_TRAINING
    return tuple(PaperChoice(point.value, words) for point, words in POINTS.items() if point not in left_out)


def review_form(kind: PairKind, side: Side | None, *, aims: int) -> FormDefinition:
    """What one of the two fills in, for so many objectives; `side` is None for all that either is asked."""
    each = tuple(_aim(number) for number in range(1, aims + 1))
    return FormDefinition(
        CODE, TITLE, READERS, (*each, _looking_back(kind, side), _how_are_we(kind), _next(kind, side))
    )


def _aim(number: int) -> Section:
    return Section(f"Objective {number}", (
        PaperField(f"moved_{number}", "What has moved?", FieldKind.LONG, most=1_000),
        PaperField(f"evidence_{number}", "What are you going by?", FieldKind.LONG,
                   "“It feels better” is evidence too, if it says so.", most=1_000),
    ))  # fmt: skip


def _looking_back(kind: PairKind, side: Side | None) -> Section:
    fields = [
        PaperField("helped", "What helped?", FieldKind.LONG, most=2_000),
        PaperField("hindered", "What got in the way?", FieldKind.LONG, most=2_000),
        PaperField("beyond", "Was any of it something that neither of you can change? Who could?", FieldKind.LONG,
                   most=1_000),
    ]  # fmt: skip
    if side is not Side.MENTEE or kind == PairKind.CO_COACHING:
        why = "If it is empty twice running, ask yourself why."
        fields.append(PaperField("learned", "What have you learned?", FieldKind.LONG, why, most=2_000))
    return Section("Looking back", tuple(fields))


def _how_are_we(kind: PairKind) -> Section:
    apart = "Each of you answers without looking, here and to the last question. The answers show once all are given."
    mentor, mentee = _called(kind)
    yes = (PaperChoice("yes", "Yes"), PaperChoice("mostly", "Mostly"), PaperChoice("hardly", "Hardly"),
           PaperChoice("no", "No"))  # fmt: skip
    return Section("How are we?", (
        PaperField("again", "Would you choose this partner again?", FieldKind.PICK, apart, yes),
        PaperField("willing", "Are you here because you want to be?", FieldKind.PICK, choices=yes),
        PaperField("brings", "Who has been bringing the subject?", FieldKind.PICK, choices=(
            PaperChoice("mentee", mentee), PaperChoice("mentor", mentor), PaperChoice("both", "Both, by turns"))),
        PaperField("judges", "Does either of you judge the other, here or anywhere else?", FieldKind.PICK, choices=(
            PaperChoice("no", "No"), PaperChoice("informally", "Informally"), PaperChoice("formally", "Formally"))),
    ))  # fmt: skip


def _next(kind: PairKind, side: Side | None) -> Section:
    fields = [
        PaperField("next", "Go on, change or end?", FieldKind.PICK,
                   "Both are needed to go on. Either is enough to change.",
                   tuple(PaperChoice(value.value, words) for value, words in GOING_ON.items())),
        PaperField("change_what", "If something is to change: what?", FieldKind.LONG, most=1_000),
    ]  # fmt: skip
    if side is not Side.MENTOR or kind == PairKind.CO_COACHING:
        why = "Deadlines that people set themselves hold longer. One with a day can become a target, below."
        fields.insert(0, PaperField("next_steps", "What are your next steps?", FieldKind.LONG, why, most=2_000))
    return Section("What next", tuple(fields))


def _called(kind: PairKind) -> tuple[str, str]:
    if kind == PairKind.CO_COACHING:
        return "The first partner", "The second partner"
    return f"The {called(kind, Side.MENTOR)}", f"The {called(kind, Side.MENTEE)}"
