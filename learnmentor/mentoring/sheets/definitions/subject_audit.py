"""Form F4: eleven areas of knowing and teaching a subject, and the other's view of the same areas."""

from dataclasses import dataclass

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, choices


@dataclass(frozen=True)
class AuditArea:
    """One area: what it is called, and what to ask oneself."""

    key: str
    title: str
    ask: str


AREAS = (
    AuditArea("currency", "Up to date", "What has changed in the last three years? How did I hear?"),
    AuditArea("breadth", "Breadth", "Which corner of the subject do I avoid?"),
    AuditArea("ordering", "Order and structure", "Why does my course run as it does? What breaks if I move things?"),
    AuditArea(
        "explanations", "Explanations, stories, examples", "How many ways have I of saying the hardest thing?"
    ),
    AuditArea("tasks", "Tasks made for the subject", "Which of my tasks would work in no other subject?"),
    AuditArea("misconceptions", "Mistaken beliefs", "What do learners bring with them that is not so?"),
    AuditArea(
        "trade", "Skill, and practice in the trade today", "When did I last do it for somebody who was paying?"
    ),
    AuditArea(
        "minimum_core", "Literacy, language, number and ICT inside the subject",
        "Where does the reading, not the subject, stop people?",
    ),
    AuditArea(
        "curriculum", "Curriculum, theory of learning, use of research", "What have I read that changed a lesson?"
    ),
    AuditArea(
        "assessment", "What the award asks, and how it is assessed", "Could I explain each criterion to a learner?"
    ),
    AuditArea("people", "People in the subject", "Whom could I ring? What do I belong to?"),
)  # fmt: skip
AREA = {area.key: area for area in AREAS}
MARKS = choices(new="New to me", finding="Finding my way", secure="Secure", others="Could help others")
MARKS_OF_ANOTHER = choices(new="New to them", finding="Finding their way", secure="Secure", others="Could help others")


def _heading(number: int, area: AuditArea) -> str:
    return f"{number}. {area.title}"


def _area(number: int, area: AuditArea) -> Section:
    key = area.key
    return Section(
        _heading(number, area),
        (
            PaperField(f"{key}_self_view", "My mark", FieldKind.PICK, area.ask, choices=MARKS),
            PaperField(
                f"{key}_evidence", "Evidence", FieldKind.LONG,
                "A lesson, a piece of work, a date. It moves marks in both directions.", most=1_000,
            ),
            PaperField(
                f"{key}_development_need", "What I would like to learn", FieldKind.TEXT,
                "One line. Not every low mark matters this year.",
            ),
            PaperField(
                f"{key}_proposed_objective", "Objective", FieldKind.LONG,
                "What, and with whom. It may become a target of your learning plan.", most=500,
            ),
            PaperField(f"{key}_measure", "How I will know", FieldKind.TEXT),
            PaperField(f"{key}_by_when", "By when", FieldKind.DATE),
            PaperField(
                f"{key}_who_or_where_can_help", "Who or where could help", FieldKind.TEXT,
                "A person, a place, a book. It need not be the other of your pair.",
            ),
        ),
    )  # fmt: skip


def _view(number: int, area: AuditArea) -> Section:
    key = area.key
    return Section(
        _heading(number, area),
        (
            PaperField(
                f"{key}_mentor_view", "My mark", FieldKind.PICK,
                "Mark it without looking at theirs. A difference gives you something to talk about.",
                choices=MARKS_OF_ANOTHER,
            ),
            PaperField(
                f"{key}_view_evidence", "Evidence", FieldKind.LONG,
                "What you saw, and when. A mark without evidence is a mood.", most=1_000,
            ),
            PaperField(
                f"{key}_mentor_learned", "What I learned myself", FieldKind.TEXT,
                "Comparing marks tests the one who compares.",
            ),
        ),
    )  # fmt: skip


SUBJECT_AUDIT = FormDefinition(
    "F4",
    "Subject skills audit",
    "You read it, and the other of your pair while you show it to them. It judges nobody.",
    tuple(_area(number, area) for number, area in enumerate(AREAS, 1)),
)
SUBJECT_AUDIT_VIEW = FormDefinition(
    "F4-view",
    "Your view of a subject skills audit",
    "You read it, and whoever it is about once they finished their own and you show it to them. It judges nobody.",
    tuple(_view(number, area) for number, area in enumerate(AREAS, 1)),
)
