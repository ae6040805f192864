"""Form F5: twelve lines for a mentor and twelve for an organisation, four words to choose from, and no sum."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, choices

STATES = choices(in_place="In place", partly="Partly", not_yet="Not yet", not_for_us="Not for us")
SCALE = (*reversed(STATES[:-1]), STATES[-1])  # from left to right in a picture; what is not for them lies apart
_LINES_A_SECTION = 4

OF_A_MENTOR = {  # a line: why it is asked
    "We have an agreement with a purpose, limits and dates":
        "A contract should settle these things [NFER s.4.3.5].",
    "I have said which other roles I hold towards my mentee":
        "Managing and mentoring get confused, and both suffer [LLUK s.5].",
    "My mentee had a say in choosing me, and knows how to change": "Schemes should let a mentee change [NFER s.4.3.4].",
    "We meet when we said we would, and my mentee brings most of the agenda":
        "Who sets the agenda is one sign of how equal two people are [LLUK s.6].",
    "I listen and ask more than I tell, and I also challenge":
        "These are on one centre's list of mentors' skills; the balance is our own advice [LLUK s.5].",
    "What I write after an observation carries no grade, unless my mentee was told beforehand that it would":
        "One partnership graded nothing, so that trainees would invite visitors to hard lessons [LLUK App.3].",
    "I ask what my feedback was worth, and I have changed something because of the answer":
        "One sample agreement has the trainee judge how useful the mentor's visits were [LLUK App.5].",
    "I have put my mentee in touch with other people and places":
        "A mentor draws on what a range of colleagues know [CUREE paper].",
    "We have talked about who has power here, and about differences between us":
        "Power comes with a post, and also with skill and experience [LLUK s.6].",
    "I can say what I have learned from this, and I keep a note of it":
        "Good relationships of this kind are reciprocal [NFER s.4.4.1].",
    "There is somebody to whom I can take my own worries":
        "University leads asked for a “safe place” for mentors [Brighton, Future provision].",
    "We both know how and when this will end": "Poor mentoring can breed dependence [CUREE paper].",
}  # fmt: skip
OF_AN_ORGANISATION = {
    "Our plan for staff development says what mentoring is for":
        "In schools, its place in the wider strategy affected how well coaching worked [NFER s.4.3.6].",
    "Mentor, manager and assessor are separate jobs, or somebody has said openly where they are not":
        "One person in two roles can harm both [LLUK s.5].",
    "Mentees have a choice, and can change without blame":
        "A say in the choice went with how much teachers valued mentoring, in one pilot in schools [NFER s.4.3.4].",
    "Time to mentor, and to be mentored, stands on workloads and is not taken back":
        "Time comes first in NFER's list, and was the main obstacle to training in colleges [NFER s.4.3; Brighton].",
    "Mentors are trained. Mentees are prepared, and so are leaders":
        "Trained mentors found the work easier to manage; leaders need to know too [NFER s.4.3.2; NFER s.6].",
    "Each kind of observation has its purpose on paper, and its records stay with that purpose":
        "Borders between quality, probation and development were loose [LLUK s.7].",
    "Mentees' views are asked for, and something has changed as a result":
        "Three of 11 providers learned from mentees how mentors were working [LLUK App.2].",
    "We borrow and lend mentors or expertise": "Partnership and exchange were answers to rare subjects [LLUK s.5].",
    "We have looked at who gets a mentor, who is asked to be one, and who is not":
        "Equality and diversity are named as a gap in the research [LLUK s.7].",
    "We ask what has changed, and say what we cannot show":
        "Evaluation was underdeveloped, and effects on learners are rarely shown directly [LLUK s.7; NFER s.3.5].",
    "Mentors, coaches, advanced practitioners and teacher trainers know what the others do":
        "Links between coaches and mentors were said to be missing [LLUK s.2].",
    "There is no more paper than will do, and somebody reads what there is":
        "New paperwork may end in ticked boxes [LLUK s.7].",
}  # fmt: skip


def _line(number: int, line: str, why: str) -> tuple[PaperField, ...]:
    return (
        PaperField(f"status_{number}", f"{number}. {line}", FieldKind.PICK, why, choices=STATES),
        PaperField(f"evidence_{number}", f"{number}. What shows it", FieldKind.LONG, most=600),
        PaperField(f"next_step_{number}", f"{number}. Next step", FieldKind.TEXT),
        PaperField(f"by_when_{number}", f"{number}. By when", FieldKind.DATE),
    )


def _sections(lines: dict[str, str]) -> tuple[Section, ...]:
    asked = [_line(number, line, why) for number, (line, why) in enumerate(lines.items(), 1)]
    starts = range(0, len(asked), _LINES_A_SECTION)
    return tuple(
        Section(
            f"Lines {start + 1} to {start + _LINES_A_SECTION}",
            tuple(field for line in asked[start : start + _LINES_A_SECTION] for field in line),
        )
        for start in starts
    )


SELF_ASSESSMENT = FormDefinition(
    "F5",
    "Mentor self-assessment checklist",
    "You read it, and nobody else, unless you show it to the other of your pair. It is evidence for no appraisal.",
    (
        *_sections(OF_A_MENTOR),
        Section(
            "When you have been through them",
            (
                PaperField("surprised", "The line that surprised me", FieldKind.TEXT),
                PaperField("first", "The one I will work on first, and who will ask me about it", FieldKind.TEXT),
            ),
        ),
    ),
)
ORGANISATION = FormDefinition(
    "F5-organisation",
    "Self-assessment checklist of an organisation",
    "You read it here. It belongs to the group that filled it in, and the group decides who else does.",
    (
        *_sections(OF_AN_ORGANISATION),
        Section(
            "When you have been through them",
            (
                PaperField("differed", "Where mentees and managers gave different answers", FieldKind.LONG, most=1_000),
                PaperField("will_do", "What we will do this half term, who, and by when", FieldKind.LONG, most=1_000),
                PaperField("will_stop", "What we will stop doing", FieldKind.LONG, most=1_000),
            ),
        ),
    ),
)


def lines_of(definition: FormDefinition) -> dict[str, str]:
    """The twelve lines of either list by the key of their answer, with their numbers."""
    return {part.key: part.label for part in definition.parts() if part.key.startswith("status_")}
