"""LearnMentor promises of short answers: what says the same is right however it was typed, and nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.activities import quizzes
from learnmentor.assessment.activities.formats.reader import ActivityError, parse
from learnmentor.assessment.activities.formats.short_answers import Match, fold, judge
from tests.assessment import samples

RIGHT = [  # accepted, typed
    ("three", "  Three. "), ("three", "THREE!"), ("three", "“three”"), ("three", "three\u200b"),
    ("three", "ｔｈｒｅｅ"),
    ("cafe\u0301", "café"), ("café", "cafe\u0301"), ("café", "CAFÉ"), ("Straße", "strasse"), ("ﬁve", "five"),
    *(("mentor’s", f"mentor{typed}s") for typed in ("'", "‘", "`", "´", "ʼ", "′", "")),
    ("it’s me", "it's\u00a0me"), ("co-coaching", "co‑coaching"), ("co-coaching", "Co–coaching"),
    ("a b", "a\u2003b"),
    ("tea & biscuits", "tea and biscuits"), ("R&D", "r & d"), ("e.g.", "e.g"), ("(three)", "three"),
    ("soft\u00adware", "software"),
    ("%", "%"), ("%", "％"), ("?!", "?!"), ("’", "'"), ("–", "-"), ("…", "..."), ("&", "＆"), ("😀", "😀"),
    ("☺", "☺\ufe0f"),
    ("-5", "−5"), ("-5", "–5"), ("-5", "- 5"), ("-5", "-5."), ("-5 °C", "−5 °c"), ("5", "+5"), ("A-", "a–"),
    ("C#", "c#"),
    ("1,000", "1000"), ("1,000", "1 000"), ("1000", "1\u202f000"), ("1000", "1\u00a0000"), ("1000", "1’000"),
    ("1,000,000", "1000000"),
    ("0.5", ".5"), ("0.5", "0,5"), ("0.5", "0.50"), ("0.5", ",5"), ("5", "5.0"), ("-0.5", "-.5"),
    ("1,234.5", "1234,5"), ("0.125", "0,125"),
    ("1,000 hours", "1000 Hours"), ("50%", "50 %"), ("50%", "50"), ("50", "50%"), ("£5", "5"),
    ("20 °C", "20 C"), ("½", "1/2"),
    ("1½", "1 1/2"), ("m²", "m^2"), ("3–5", "3-5"), ("s.4.3.5", "s. 4.3.5"), ("٣", "3"), ("हिन्दी", "हिन्दी"),
    ("10:30", "10:30"),
]  # fmt: skip
WRONG = [
    ("three", "four"), ("%", "?!"), ("%", "&"), ("%", ""), ("%", "."), ("?!", "!?"), ("-5", "5"), ("5", "-5"),
    ("1,000", "1"),
    ("1,000", "10000"), ("0.5", "5"), ("0.5", "05"), ("1.5", "15"), ("1,5", "15"), ("£5", "€5"),
    ("50%", "50 °"), ("5 kg", "5"),
    ("5 kg", "5 g"), ("C#", "C"), ("C++", "C"), ("A+", "A"), ("A-", "A"), ("x > 5", "x < 5"), ("x > 5", "x 5"),
    ("1/2", "12"),
    ("1/2", "1-2"), ("10²", "102"), ("3–5", "35"), ("4.3.5", "4.35"), ("हिन्दी", "हनद"), ("ABC", "A B C"),
    ("😀", "😢"), ("3", "٤"),
]  # fmt: skip
NEARLY = [
    ("café", "cafe"),
    ("cafe\u0301", "CAFE"),
    ("resume", "résumé"),
    ("Łódź", "Łodz"),
    ("naïve idea", "naive idea"),
]


@pytest.mark.parametrize(("accepted", "typed"), RIGHT)
def test_what_says_the_same_is_right(accepted: str, typed: str) -> None:
    assert judge(typed, ["something else", accepted]) is Match.RIGHT
    assert judge(accepted, [typed]) is Match.RIGHT


@pytest.mark.parametrize(("accepted", "typed"), WRONG)
def test_what_says_something_else_is_not(accepted: str, typed: str) -> None:
    assert judge(typed, [accepted]) is Match.WRONG


@pytest.mark.parametrize(("accepted", "typed"), NEARLY)
def test_accents_count_and_the_learner_is_told_so(accepted: str, typed: str) -> None:
    assert judge(typed, [accepted]) is Match.NEARLY
    verdict = quizzes.check({**samples.text(), "answers": [accepted]}, {"answer": [typed]})
    assert (verdict.right, verdict.nearly) == (False, True)


def test_an_answer_without_accents_is_right_where_the_author_accepts_it() -> None:
    assert judge("cafe", ["café", "cafe"]) is Match.RIGHT


@given(st.text(max_size=30))
def test_an_answer_is_right_for_itself_in_every_normal_form(text: str) -> None:
    if not fold(text).nothing:
        for form in ("NFC", "NFD"):
            assert judge(unicodedata.normalize(form, text), [text]) is Match.RIGHT


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_right_in_every_way_of_writing_it_and_no_other_number_is(number: int) -> None:
    for written in (f"{number}", f"{number:,}", f"{number:,}".replace(",", "\u00a0"), f"{number}.00", f"{number},0"):
        assert judge(written, [str(number)]) is Match.RIGHT
    assert judge(str(number), [str(-number or 1), str(number + 1), str(number * 10 or 1)]) is Match.WRONG


def test_an_answer_of_nothing_that_can_be_seen_is_refused_where_it_stands() -> None:
    with pytest.raises(ActivityError) as raised:
        parse("quiz", "q", {}, "Which?\n= three\n= \u200b\u200b|\u00ad", 10)
    assert raised.value.line == 13
