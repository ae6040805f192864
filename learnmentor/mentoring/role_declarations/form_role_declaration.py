"""Form F13 as data, in the words of content/forms."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows, Section, choices

ROLES = choices(
    coach="Coach",
    line_manager="Line manager",
    appraiser="Appraiser",
    assessor="Assessor",
    tutor="Tutor",
    friend="Friend or family",
    quality_observer="Quality observer",
)
F13 = FormDefinition(
    "F13",
    "Role declaration",
    "The two of you read it. You may show it to whoever gave you the second role.",
    (
        Section(
            "What I am to you",
            (
                Rows(
                    "roles",
                    "Roles that I hold towards you",
                    "role",
                    (
                        PaperField("role", "Role", FieldKind.PICK, choices=ROLES, required=True),
                        PaperField(
                            "since", "Since", FieldKind.DATE, required=True,
                            why="What you said before that day was said to somebody without the role.",
                        ),
                        PaperField("until", "Until", FieldKind.DATE, why="Only where it has ended, or will."),
                    ),
                    least=1,
                    most=7,
                    why="Besides what we are in this pair. Roles that are blurred harm both jobs.",
                ),
            ),
        ),
        Section(
            "What it means",
            (
                PaperField(
                    "decisions", "Decisions that I can make about you", FieldKind.LONG, required=True,
                    why="In plain words: pass, refer, extend, recommend, timetable. It is what one most wants to know, "
                    "and is least likely to ask.",
                ),
                PaperField(
                    "can_see", "Records about you that I can see", FieldKind.LONG, required=True,
                    why="Systems, forms, files: so that nobody has to guess.",
                ),
                PaperField(
                    "not_used", "Records that I will not use", FieldKind.LONG, required=True,
                    why="Notes of meetings, journals, anything said before a day. Add what the other one asks for.",
                ),
                PaperField(
                    "judges", "Who judges instead, if either of us asks", FieldKind.TEXT,
                    why="A name or a post: a way out that needs no argument. Needed where you decide something.",
                ),
                PaperField(
                    "training", "My training for assessing", FieldKind.TEXT, why="What, and when. Needed if you assess."
                ),
                PaperField(
                    "review_on", "We look at this again on", FieldKind.DATE, required=True,
                    why="Roles change, often by email.",
                ),
            ),
        ),
    ),
)  # fmt: skip
