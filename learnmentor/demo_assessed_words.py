"""What the demonstration's people wrote for their starter portfolios, and what was judged of one of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPortfolioPart:
    """A part of somebody's work: its text, and where in it each of its criteria is shown, by their keys."""

    text: str
    shown: dict[str, str]


Work = dict[str, DemoPortfolioPart]
"""The parts of somebody's work, by their keys."""

BENS: Work = {
    "agreement": DemoPortfolioPart(
        "We signed on the second Friday. Three objectives: a question to the whole group before a formula is "
        "explained, heard by me in two lessons; a spreadsheet lesson planned in an hour, by my mentee's own notes of "
        "beginning and end; and work that stretches whoever finishes first, one question a week that takes thought. "
        "Each has a day on it. The third moved by four weeks, and we wrote that down.\n\n"
        "My declaration is short. I lead the curriculum, and do not appraise my mentee. I said that I would not speak "
        "of our work to anybody who does. I was asked once, in the car park: see my account.",
        {"P1.1-1": "The three objectives in the first paragraph, the declaration in the second"},
    ),
    "meetings": DemoPortfolioPart(
        "First meeting, forty-five minutes, brought by my mentee: the afternoon group copies and cannot do it alone at "
        "four. By my mentee's count it was eleven questions in twenty minutes, nine of them answered from the front. "
        "Target: one question about the IF formula, and four seconds of silence after it.\n\n"
        "Second meeting, three weeks later. The target came first. Two times out of six; the fire alarm had one of the "
        "others. She kept the target for another week and added one of her own, for the table that is done after ten "
        "minutes. I had brought a list of ideas and left it in the bag.",
        {"P1.2-1": "The target of the first meeting, taken up in the first lines of the second"},
    ),
    "listening": DemoPortfolioPart(
        "A page of transcript, with my mentee's leave, from the second meeting. B is me.\n\n"
        "A: It works when they are slow.\nB: And when they are not?\nA: Then I fill it.\nB: What do you fill it with?\n"
        "A: The answer. (Laughs.) Mine.\nB: (five seconds) What would be there otherwise?\n"
        "A: Them looking at each other. Which is what I want, actually.\n"
        "B: You could have them do that on purpose.\n\n"
        "Three open questions. The last line of mine is the moment I would do again otherwise: A was nearly there, "
        "and I got there first.",
        {"P1.2-2": "The three questions before the five seconds, and the silence"},
    ),
    "account": DemoPortfolioPart(
        "I thought that I was patient. I have explained subnets for nineteen years. What I learned from my mentee "
        "this term is that I am patient with people who do not know, and quick with people who nearly do.\n\n"
        "The CUREE paper lets a mentor set the agenda at first, and hand it over bit by bit. That fits us. In "
        "the first meeting I asked all but one of the questions that began a new subject; in the second it was two. I "
        "did not plan it. My mentee came with a full page, and there was no room for mine.\n\n"
        "Among the tests by which LLUK tells whether a relationship is equal (s.6) is whether either of the two may be "
        "asked one day what the other is like. I answered that one in a line when we began. Then came the car park, "
        "where somebody asked me, in passing, how it was going. I said “fine”, and fine is an answer. I told my mentee "
        "the next morning, and we put a sentence for such moments into the agreement.\n\n"
        "What does not fit is the calm of what I read. In a scheme that NFER describes in s.4.2.1, seven mentors in "
        "ten found time or workload hard to some degree. It takes half a line to say so. We met by a clock that is "
        "four minutes fast, and once we stopped in the middle of a sentence that neither of us finished later. I would "
        "like to read more about that sentence.\n\n"
        "What I do differently: I write my advice down and leave it in the bag. Of seven pieces my mentee came to five "
        "alone, one was wrong, and one I still think is rather good.",
        {"P1.3-1": "The CUREE paper, LLUK, and NFER where it does not fit: second to fourth paragraph"},
    ),
}

SAMUELS: Work = {
    "agreement": DemoPortfolioPart(
        "My mentee is new to the ward's teaching, and I have been here since the old building. The agreement is on one "
        "page, signed by both of us. Objectives: say what a skill is for before showing it, in every session this "
        "term, ticked off on a card; let each student do it once without my mentee's hands, by half term; end five "
        "minutes early for questions, timed by me in two sessions. Each has a day beside it.\n\n"
        "Declaration: I draw up the rota that my mentee works. I asked the sister to do that page for us meanwhile.",
        {"P1.1-1": "The first paragraph has the objectives, the second the declaration"},
    ),
    "meetings": DemoPortfolioPart(
        "Meeting one, thirty minutes in the linen room. What my mentee brought: students watch and nod, and a week "
        "later nobody dares. Agreed: on Monday each of three students does the dressing while my mentee holds a cup of "
        "tea with both hands.\n\n"
        "Meeting two, twelve days later. The cup worked for two of them. With the third it was put down at once, and "
        "my mentee could say why: the patient had looked worried, not the student. New target: tell the patient first.",
        {"P1.2-1": "The cup, agreed at the first meeting and looked at in the second"},
    ),
    "listening": DemoPortfolioPart(
        "From my notes, read and corrected by my mentee the same day.\n\n"
        "“What did you see in her face?” A long wait. “That she knew.” “And what were you doing when you saw that?” "
        "“Reaching.” I asked what the reaching was for. We sat there until the trolley came past. “For me,” was the "
        "answer.\n\nI talked for less than a third of it. That has not happened often.",
        {"P1.2-2": "The questions in the second paragraph"},
    ),
    "account": DemoPortfolioPart(
        "On a ward you are trained to step in, and somebody may be glad of it all their life. As a mentor I had to "
        "learn when that is not what is wanted, and I am not sure that I have.\n\n"
        "CUREE's framework, as LLUK reports it in s.2, wants questions that carry no judgement, so that the other "
        "person takes control of what is learned. I read that on the bus and was cross for three stops. Then came the "
        "meeting about the cup. My mentee had worked out in the corridor what I had carried in to say. I said it "
        "anyway, as a question. I saw my mentee be polite.\n\n"
        "The second time I had a pen, and wrote instead of speaking. There were four things on the paper at the end. "
        "Three had been said, by the person whose work it was. I showed the paper afterwards, and we laughed about the "
        "fourth.\n\n"
        "I have also learned that I know the building better than the job. Much of what I took for experience was "
        "where things are kept.",
        {"P1.3-1": "LLUK and the cup, second paragraph"},
    ),
}

NOTE = (
    "What you did on the morning after the car park is what this portfolio is about. You say so without making much of "
    "it, and the sentence that came of it stands in the agreement."
)
COMMENTS = {
    "P1.1-1": "That an objective moved, and that you wrote down why, says more than three that stood still.",
    "P1.2-1": "The target comes first in the second record. That is what was asked for.",
    "P1.2-2": "You mark the line that you would do otherwise. I would have marked the same one.",
    "P1.3-1": "Three sources, each beside something that happened. The clock would bear a paragraph more.",
}
SECOND_NOTE = "Clear and honest, and all of it can be found. The sources stand where the learner says."
EVIDENCE = {
    "assessor": "Assessor's award; three records standardised with the team before the first live work",
    "moderator": "Award in internal quality assurance; judged for six years before that",
}
