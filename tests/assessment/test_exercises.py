"""Activities that are not quizzes: what one save makes of them."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnmentor.assessment.activities import exercises
from learnmentor.assessment.activities.rules import State, Step
from tests.assessment import samples

FIRST = {"first-1": ["Mentor"], "first-2": ["Mentor"], "first-3": ["Co-coach"]}
SECOND = {"second-1": ["the person"], "second-2": ["the place"], "second-3": ["the place"]}


class Doing:
    """Somebody at work on one activity, save by save."""

    def __init__(self, activity: dict[str, Any]) -> None:
        self.activity = activity
        self.step: Step | None = None

    def send(self, *, finish: bool = True, **fields: Any) -> Step:
        """One save."""
        before = self.step
        sent = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
        self.step = exercises.take(self.activity, before and before.state, before and before.body, sent, finish=finish)
        return self.step


def test_a_sort_asks_twice_and_then_tells() -> None:
    doing = Doing(samples.sort())
    assert doing.send(**FIRST, stage="first").state == State.BEGUN
    assert exercises.stage(doing.activity, doing.step and doing.step.body) == "second"
    assert doing.send(**SECOND, stage="second").state == State.DONE
    assert exercises.stage(doing.activity, doing.step and doing.step.body) == "debrief"


def test_a_sort_with_one_question_tells_after_it() -> None:
    doing = Doing({**samples.sort(), "second_html": None, "second_piles": []})
    assert doing.send(**FIRST).state == State.DONE


def test_a_sort_with_cards_left_says_how_many_and_keeps_the_others() -> None:
    step = Doing(samples.sort()).send(**{"first-1": "Mentor"}, stage="first")
    assert step.problems[0].text == "Place every card: 2 are left"
    assert step.body
    assert step.body["first"] == {"1": "Mentor"}


def test_a_second_click_does_not_answer_the_second_question() -> None:
    doing = Doing(samples.sort())
    doing.send(**FIRST, stage="first")
    step = doing.send(**FIRST, stage="first")
    assert not step.problems
    assert exercises.stage(doing.activity, step.body) == "second"


def test_changing_answers_takes_nothing_away() -> None:
    doing = Doing(samples.sort())
    doing.send(**FIRST, stage="first")
    doing.send(**SECOND, stage="second")
    step = doing.send(do="again")
    assert step.state == State.DONE
    assert exercises.stage(doing.activity, step.body) == "first"
    assert step.body
    assert step.body["first"]["3"] == "Co-coach"


def test_a_pile_that_does_not_exist_is_no_pile() -> None:
    step = Doing(samples.sort()).send(**{**FIRST, "first-1": ["Elsewhere"]}, stage="first")
    assert step.problems


def test_a_conversation_goes_step_by_step_to_an_ending() -> None:
    doing = Doing(samples.conversation())
    assert doing.send(reply="a", step="0").body == {"path": ["a"]}
    step = doing.send(reply="a", step="1")
    assert (step.state, step.body) == (State.DONE, {"path": ["a", "a"]})


def test_a_second_click_on_a_reply_is_not_a_second_step() -> None:
    doing = Doing(samples.conversation())
    doing.send(reply="a", step="0")
    assert doing.send(reply="a", step="0").body == {"path": ["a"]}


def test_a_conversation_goes_back_and_begins_again_and_stays_done() -> None:
    doing = Doing(samples.conversation())
    doing.send(reply="b", step="0")
    assert doing.send(do="back", step="1").body == {"path": []}
    doing.send(reply="a", step="0")
    step = doing.send(do="again", step="1")
    assert (step.state, step.body) == (State.DONE, {"path": []})


def test_a_path_of_an_older_revision_ends_where_it_no_longer_fits() -> None:
    passed, here = exercises.walked(samples.conversation(), ["a", "gone", "a"])
    assert (len(passed), here["key"]) == (1, "told")


def test_an_audit_is_done_when_every_line_has_its_word() -> None:
    doing = Doing(samples.audit())
    step = doing.send(**{"line-1": "often"})
    assert step.problems[0].field == "line-2"
    assert doing.send(**{"line-2": "both"}).state == State.DONE


def test_a_word_of_another_line_is_not_taken() -> None:
    assert Doing(samples.audit()).send(**{"line-1": "often", "line-2": "often"}).problems


def test_a_reflection_is_done_when_its_writer_says_so() -> None:
    doing = Doing(samples.reflection())
    assert doing.send(text="My first head of department did.", finish=False).state == State.BEGUN
    assert doing.send(text="My first head of department did.").state == State.DONE


def test_a_reflection_that_was_done_and_is_emptied_is_begun_again() -> None:
    doing = Doing(samples.reflection())
    doing.send(text="My first head of department did.")
    assert doing.send(text="", finish=False).state == State.BEGUN


def test_two_words_are_not_a_reflection() -> None:
    step = Doing(samples.reflection()).send(text="A manager.")
    assert step.problems
    assert step.body == {"text": "A manager."}


def test_a_reflection_that_is_too_long_is_refused_and_what_was_kept_stays() -> None:
    step = Doing(samples.reflection()).send(text="word " * 5000, finish=False)
    assert "Write at most" in step.problems[0].text
    assert not step.keep


def test_a_practice_is_reported_in_three_lines() -> None:
    doing = Doing(samples.practice())
    step = doing.send(**{"line-0": "About the rota", "line-1": "That it helped"})
    assert step.problems[0].field == "line-2"
    lines = {"line-0": "About the rota", "line-1": "That it helped", "line-2": "I talk too much"}
    assert doing.send(**lines).state == State.DONE


def test_a_practice_may_wait() -> None:
    doing = Doing(samples.practice())
    assert doing.send(do="not-yet", **{"line-0": "Tomorrow"}).state == State.NOT_YET
    assert doing.step
    assert doing.step.body == {"lines": ["Tomorrow", "", ""]}


def test_a_practice_put_off_stays_put_off_while_its_report_is_begun() -> None:
    doing = Doing(samples.practice())
    doing.send(do="not-yet")
    assert doing.send(finish=False, **{"line-0": "Asked"}).state == State.NOT_YET


SENT = st.dictionaries(
    st.sampled_from(["do", "reply", "step", "stage", "text", "line-0", "line-1", "first-1", "second-1"]),
    st.lists(st.one_of(st.text(), st.sampled_from(["again", "back", "a", "Mentor", "0", "second"])), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy computer the first inputs take their time
@given(st.lists(st.tuples(SENT, st.booleans()), max_size=6))
def test_nothing_that_is_sent_breaks_an_activity(saves: list[tuple[dict[str, list[str]], bool]]) -> None:
    for activity in samples.one_of_each()[5:]:
        doing = Doing(activity)
        for fields, finish in saves:
            doing.send(finish=finish, **fields)


def test_others_words_wait_for_ones_own() -> None:
    doing = Doing(samples.standardise())
    refused = doing.send(**{"line-0": "Four looked away."})
    assert refused.problems[0].field == "line-1"
    assert refused.body == {"lines": ["Four looked away.", ""]}
    assert doing.send(**{"line-0": "Four looked away.", "line-1": "Who?"}).state == State.DONE


def test_what_saves_by_itself_never_opens_the_comparison() -> None:
    step = Doing(samples.standardise()).send(finish=False, **{"line-0": "Four looked away.", "line-1": "Who?"})
    assert step.state == State.BEGUN


def test_words_changed_after_comparing_stay_compared() -> None:
    doing = Doing(samples.standardise())
    doing.send(**{"line-0": "One.", "line-1": "Two."})
    step = doing.send(**{"line-0": "", "line-1": "Two."})
    assert step.problems
    assert step.state == State.DONE
