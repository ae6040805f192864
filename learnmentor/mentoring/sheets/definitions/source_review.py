"""Form F7: what a report asked, of whom, and how far its answer reaches."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, choices

_SECTORS = choices(
    further_education="Further education", schools="Schools", care="Care", health="Health", other="Other"
)
_CONTEXTS = choices(mentoring="Mentoring", coaching="Coaching", development="Staff development in general")


def _long(key: str, label: str, why: str) -> PaperField:
    return PaperField(key, label, FieldKind.LONG, why, most=1_500)


SOURCE_REVIEW = FormDefinition(
    "F7",
    "Review of a source",
    "Only you can read it, until you show it to somebody.",
    (
        Section(
            "What it is",
            (
                _long("reference", "1. Reference", "Author, year, title. Who paid for it, if it says."),
                PaperField(
                    "sector", "2. Sector", FieldKind.PICK,
                    "A finding from schools is not wrong, and it is from schools.", choices=_SECTORS,
                ),
                PaperField(
                    "cpd_context", "3. Context", FieldKind.PICK, "“Development” can swallow mentoring whole.",
                    choices=_CONTEXTS,
                ),
                _long("purpose", "4. Purpose", "Was it to find out whether, or to show that?"),
            ),
        ),
        Section(
            "What was done",
            (
                _long("participants", "5. Who took part", "Which jobs, how many, how they were chosen."),
                _long("place", "6. Where", "Country, region, kind of place. One city is one city."),
                _long("duration", "7. How long", "From when to when. Too short to see what lasts?"),
                _long(
                    "methods_and_sample", "8. How it was done, and how many answered of how many asked",
                    "Questions, interviews, visits, records; how many of each.",
                ),
                _long("definitions_used", "9. What its words mean", "Your “coach” may be its “mentor”."),
                _long("models_or_approaches", "10. Approach or model", "Enough to try it on Tuesday?"),
                _long("national_framework_mentioned", "11. A national framework", "Is it still in force?"),
            ),
        ),
        Section(
            "What it says came of it",
            (
                _long(
                    "impact_participants", "12. Effects on those who took part",
                    "On mentees and on mentors, apart. Who says so: the person, or somebody watching?",
                ),
                _long("impact_organisation", "13. Effects on the organisation", "Counted, or felt?"),
                _long(
                    "impact_young_people", "14. Effects on young people or other learners",
                    "Did anyone ask the learners?",
                ),
                _long("impact_other", "15. Other effects, good and bad", "If none is bad, were any looked for?"),
                _long("challenges", "16. Difficulties", "What got in the way. Often the most honest page."),
                _long("effective_elements", "17. What seemed to help", "Did the places without it do worse?"),
                _long("other", "18. Anything else", "A phrase to quote, a lead to follow. Page number now, not later."),
            ),
        ),
        Section(
            "What I make of it",
            (
                _long(
                    "reviewer_comment", "19. What I will do with it, and how sure I am",
                    "One sentence that you would say aloud.",
                ),
            ),
        ),
    ),
)  # fmt: skip
