"""What the two of the demonstration's pair wrote: Amina teaches spreadsheets to a Level 2 digital group, Ben mentors
her.
"""

from dataclasses import dataclass

from learnmentor.mentoring.agreements.rules import objective_key
from learnmentor.mentoring.paper.definition import Values

DAYS_TO_NEXT = 5  # until they meet again
PLACE = "IT workshop 2, after the last class"
OWN_OF_MENTOR = {
    "own_job": "Curriculum lead, digital", "own_subject": "Networking and cyber security",
    "own_organisation": "Demonstration College", "own_email": "trainer@example.org",
}  # fmt: skip
OWN_OF_MENTEE = {"own_subject": "Digital functional skills and IT, Level 2"}
SHARED: Values = {
    "purpose": "Amina finishes her first year with a Level 2 group that asks questions, and evenings that are hers.",
    "meeting_minutes": 45, "frequency": "fortnight", "mode": "room", "place": PLACE, "who_chose_whom": "somebody-else",
    "voluntary": "both", "agenda_holder": "more-and-more", "assessment_involved": "no",
    "between_us": "What we say about colleagues, and lessons that went wrong.",
    "may_go_further": "Rooms and kit that need mending: to the technicians, when Amina has seen the message.",
    "must_go_further": "If a learner may be at risk: to the safeguarding lead, the same day.",
    "hours": 20, "mentor_observes": 2, "mentee_observes": 1, "change_clause": True,
}  # fmt: skip
AIMS = (
    ("Ask the whole group before I explain a formula", "Ben counts who answers, in two lessons",
     "I have the questions; I need to hold my tongue", "Six of them never have to think while I talk", 12),
    ("Plan a spreadsheet lesson in an hour", "I write down when I begin and stop, for four weeks",
     "Last year's files are on the shared drive", "Sunday is for my children", 16),
    ("Give whoever finishes first work that stretches them", "One question a week that I cannot answer at once",
     "One of them has read ahead already", "Done in ten minutes, they do it for everybody else", 20),
)  # fmt: skip


def aims(day: dict[int, str]) -> Values:
    """The objectives by their fields; `day` gives the day of each number of weeks."""
    return {
        objective_key(number, field): value
        for number, (*texts, weeks) in enumerate(AIMS, 1)
        for field, value in zip(
            ("specific", "measure", "achievable", "relevant", "by_when"), (*texts, day[weeks]), strict=True
        )
    }


@dataclass(frozen=True)
class DemoMeeting:
    """A meeting: what each wrote, by the place of the line, and the target that was set, with how it will show."""

    days_ago: int
    frame: str
    mentee: dict[str, str]
    mentor: dict[str, str]
    target: tuple[str, str]


MEETINGS = (
    DemoMeeting(
        35, "grow",
        {"wanted": "The afternoon group. I explain, they copy, and at four nobody can do it alone.",
         "main": "Counting what I say is easier than I thought. In twenty minutes I asked eleven questions and "
         "answered nine of them myself.",
         "learned": "I help because the silence is hard for me. The group seems fine with it."},
        {"main": "Amina will try one question and a wait of four seconds. I offered to time it, and she would rather "
         "count under the desk.",
         "learned": "I had advice ready after two minutes. Hers was better, and it took her ten."},
        ("Ask one question about the IF formula next lesson, and wait four seconds before I say anything",
         "I make a mark on the register each time I manage"),
    ),
    DemoMeeting(
        14, "learning",
        {"happened": "I managed twice out of six. The fire alarm had one of the others.",
         "wanted": "My fastest learner is done after ten minutes, and then does it for everybody at the table.",
         "main": "We looked at what happens instead: one person types for three. That is not rudeness. It is boredom, "
         "and the others are glad of it.",
         "learned": "I had planned for the middle of the group, twice."},
        {"happened": "Twice is two more than in September. Same target, one more week.",
         "main": "Amina drafts a task with one thing missing from the data. I bring the stock list from the canteen, "
         "which has plenty missing.",
         "learned": "I teach my own fast ones the same way. I will look at that."},
        ("Give that table the canteen stock list, and no formula to begin with",
         "Somebody else has the keyboard after fifteen minutes"),
    ),
)  # fmt: skip

FOCUS = {"focus": "What happens in the four seconds after I ask the whole group.", "look_for": ["times", "answers"]}
FACTS = {
    "observer_role": "pair", "setting": "IT workshop 2, Digital Level 2, after lunch",
    "topic": "IF formulas with a stock list", "learners_number": 15,
}  # fmt: skip
SEEN = (
    ("14.04", "“What should the sheet say when there are none left?” Looks at the clock on the wall.",
     "Three look up. One reads the question from the board under her breath.", "", ""),
    ("14.05", "Waits. Puts the pen down.", "Two hands, window side. The back table goes on typing.",
     "They did not hear that it was for them?", "Who was the question for?"),
    ("14.11", "“And if the order is on its way?” Answers it after a second or so.", "One hand goes up and comes down.",
     "", "What was different about this one?"),
    ("14.19", "Goes to the back table, asks, steps away before there is an answer.",
     "The one with the keyboard moves it to the left. They talk for two minutes.", "", ""),
    ("14.32", "“Tell your neighbour first.”", "All fifteen talk. Seven have a formula on the screen by 14.35.",
     "Saying it once to one person makes it safe?", ""),
)  # fmt: skip
COMMENTS = {
    "questions": "Who was the question at 14.05 for? What made 14.11 shorter than 14.04?",
    "strengths": "14.19: you asked and walked away. The keyboard moved because you were not there.",
    "develop": "The wait is there for easy questions. Try it on the one that you want them to think about.",
}  # fmt: skip
ACCOUNT = {
    "account": "The first wait felt like a minute. At the second question I heard the corridor and rescued them, or "
    "me. The last ten minutes were loud, and I think it was work.",
    "account_strengths": "Leaving the back table alone.",
    "account_develop": "Waiting when I am not sure that anybody knows.",
}  # fmt: skip
TARGETS = (
    ("Say who a question is for before I ask it, once in every lesson", "Ben listens to ten minutes on my phone"),
    ("Neighbours first, then the whole group, once a lesson", "I count the hands before and after"),
)
LEARNED = "I look at learners who answer. At 14.05 I nearly missed the table that did not."
