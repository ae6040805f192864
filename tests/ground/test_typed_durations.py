"""LearnMentor promises to read lengths of time as people write them, and to guess no unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.typed.durations import MINUTE, DurationLimit, NoDuration, minutes_from
from learnmentor.ground.words import decimal_hours, hours

A_DAY = DurationLimit(24 * 60, "one entry can be at most 24 hours")
A_YEAR = DurationLimit(3000 * 60, "a year has room for at most 3,000 hours")
FAR = DurationLimit(10**12, "that is far")


def read(text: str, limit: DurationLimit = A_DAY) -> int:
    """Minutes of a text in a field of hours."""
    return minutes_from(text, limit=limit)


def refusal(text: str, limit: DurationLimit = A_DAY, *, bare: int = 60) -> str:
    """The sentence by which a text is refused."""
    with pytest.raises(NoDuration) as refused:
        minutes_from(text, limit=limit, bare=bare)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        # bare numbers: hours, in any digits
        ("1.5", 90), ("1,5", 90), (" 2 ", 120), (".25", 15), (",5", 30), ("0.75", 45), ("1.50", 90), ("1.75", 105),
        ("1,75", 105), ("1.", 60), ("1.5.", 90), ("1.4", 84), ("0", 0), ("24", 1440), ("1.500", 90), ("1,250", 75),
        ("0,750", 45), ("1.4999999", 90), ("1.33", 80), ("９", 540), ("１．５", 90), ("١٫٥", 90), ("۲", 120),
        ("१.५", 90), ("1\u200b.5", 90), ("\ufeff1.5", 90), ("08", 480),
        # fractions
        ("1½", 90), ("¼", 15), ("1 ½", 90), ("¾", 45), ("1\u00a0½", 90), ("1 1/2", 90), ("1/2", 30), ("1 ¾ h", 105),
        ("1⁄2", 30),
        # hours and minutes in figures
        ("1:30", 90), ("0:45", 45), ("01:30", 90), ("1:30:00", 90), ("0:30:45", 31), ("01:30:00", 90),
        ("1:30:00.000", 90), ("24:00", 1440), ("0:00", 0), ("1:30 hours", 90), ("１：３０", 90), ("١:٣٠", 90),
        # with their units
        ("1.5 hours", 90), ("2h", 120), ("1.5hrs", 90), ("1 hr", 60), ("1 hr.", 60), ("1.5 h.", 90), ("1h30", 90),
        ("1h 30", 90), ("1 h 30", 90), ("1 h 30 min", 90), ("1h5", 65), ("1h 30m 00s", 90), ("1 hour, 30 minutes", 90),
        ("1 hour and 30 minutes", 90), ("1 hr 15 mins", 75), ("90 min", 90), ("90min.", 90), ("90m", 90), ("90'", 90),
        ("90 MINUTES", 90), ("45 minutes", 45), ("1440 min", 1440), ("1,440 min", 1440), ("30-minute", 30),
        ("1\u00a0h\u202f30\u2009min", 90), ("９０ min", 90),
        # as programs write it
        ("PT1H30M", 90), ("PT90M", 90), ("PT1.5H", 90), ("PT45M0S", 45), ("pt2h", 120),
        # in words
        ("half an hour", 30), ("Half hour", 30), ("half-hour", 30), ("an hour", 60), ("one hour", 60),
        ("two hours", 120), ("an hour and a half", 90), ("one and a half hours", 90), ("1 and a half hours", 90),
        ("a quarter of an hour", 15), ("three quarters of an hour", 45), ("2 hours and a quarter", 135),
        ("one", 60),
    ],
)  # fmt: skip
def test_lengths_are_read_as_people_and_programs_write_them(text: str, minutes: int) -> None:
    assert read(text) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("632", 632 * 60), ("1265", 1265 * 60), ("1,265", 1265 * 60), ("1 265", 1265 * 60), ("1'265", 1265 * 60),
        ("1\u202f265", 1265 * 60), ("1’265", 1265 * 60), ("1,265 hours", 1265 * 60), ("1,265.5", 75_930),
        ("1.265,5", 75_930), ("1000", 60_000), ("1200", 72_000), ("٦٣٢", 632 * 60), ("22.33", 1340), ("835", 50_100),
    ],
)  # fmt: skip
def test_many_hours_are_hours(text: str, minutes: int) -> None:
    assert read(text, A_YEAR) == minutes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("25", "“25” is 25 hours, and one entry can be at most 24 hours. If minutes are meant, write 25 min."),
        ("90", "“90” is 90 hours, and one entry can be at most 24 hours. If minutes are meant, write 90 min."),
        ("1265", "“1265” is 1,265 hours, and one entry can be at most 24 hours."),
        ("1200", "“1200” is 1,200 hours, and one entry can be at most 24 hours. If it is a time of day"),
        ("1 265", "“1 265” is 1,265 hours, and one entry can be at most 24 hours."),
        ("24:15", "“24:15” is 24 h 15 min, and one entry can be at most 24 hours."),
        ("1500 min", "“1500 min” is 25 hours, and one entry can be at most 24 hours."),
        ("P1DT1H", "“P1DT1H” is 25 hours, and one entry can be at most 24 hours."),
        ("0900", "“0900” looks like a time of day. Write how long it took, for example 1.5 or 1:30."),
        ("090", "“090” looks like a time of day."),
        ("9am", "“9am” looks like a time of day."),
        ("1:30 PM", "“1:30 PM” looks like a time of day."),
        ("09:30:00 a.m.", "“09:30:00 a.m.” looks like a time of day."),
        ("9:30-11:00", "“9:30-11:00” goes from one figure to another. Write how long it took"),
        ("1 – 2 hours", "“1 – 2 hours” goes from one figure to another."),
        ("1:75", "“1:75” has 75 minutes beside its hours, and an hour has 60. Write 1.75 if that is a decimal, or"),
        ("1h75", "“1h75” has 75 minutes beside its hours, and an hour has 60. Write 1.75 if"),
        ("0:90", "“0:90” has 90 minutes beside its hours, and an hour has 60. Write 0.90 if that is a decimal, or"),
        ("0:60", "or 1:00 if it is hours and minutes."),
        ("1 h 60 min", "“1 h 60 min” has 60 minutes beside its hours"),
        ("PT1H75M", "“PT1H75M” has 75 minutes beside its hours"),
        ("1:30:75", "“1:30:75” has 75 seconds, and a minute has 60."),
        ("-1", "“-1” is less than nothing. Write a number that is more than zero"),
        ("−1,5", "“−1,5” is less than nothing."),
        ("–1", "“–1” is less than nothing."),
        ("(1.5)", "“(1.5)” is less than nothing."),
        ("-½", "“-½” is less than nothing."),
        *((text, f"“{text}” is no length of time we can read. Write the hours as a number, for example 1.5 or 0.75.")
          for text in ("", "abc", "1.5.5", "1e3", "h", "1:5", "1:300", "nan", "∞", "2²", "①", "1 30", "3/2", "11/12",
                       "1,2,3", "12,34.5", "1.5 apples", "1;30", "0x10", "1_0", "thirty", "an age")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_was_read_and_what_to_type(text: str, says: str) -> None:
    assert says in refusal(text)


@pytest.mark.parametrize("text", ["1.265", "1.250"])
def test_a_point_that_can_part_thousands_is_not_guessed_where_both_can_be_true(text: str) -> None:
    assert "can be " in refusal(text, A_YEAR)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90", 90), ("90.0", 90), ("1,440", 1440), ("90 min", 90), ("1 h 30 min", 90), ("1.5 hours", 90), ("٩٠", 90)],
)
def test_in_a_field_of_minutes_a_bare_number_is_minutes(text: str, minutes: int) -> None:
    assert minutes_from(text, limit=A_DAY, bare=MINUTE) == minutes


@pytest.mark.parametrize("text", ["1:30", "1.5", "½", "1,25", "soon", ""])
def test_in_a_field_of_minutes_other_texts_are_refused_in_minutes(text: str) -> None:
    assert "Write whole minutes, for example 90 or 45." in refusal(text, bare=MINUTE)


def test_a_text_without_end_is_refused_and_told_in_part() -> None:
    assert refusal("9" * 300_000).startswith(f"“{'9' * 40}” is no length of time")


@given(st.integers(0, 3000 * 60))
def test_what_is_shown_is_read_back_to_the_minute(minutes: int) -> None:
    for shown in (decimal_hours(minutes), hours(minutes), hours(minutes).replace(" ", "\u00a0"), f"{minutes} min"):
        assert read(shown, A_YEAR) == minutes
    assert read(f"{minutes // 60}:{minutes % 60:02}", A_YEAR) == minutes


@given(st.integers(0, 99_999_999), st.sampled_from(["{}", "{}.0", "{} h", "{}:00"]))
def test_a_bare_number_is_hours_however_many_digits_it_has(number: int, pattern: str) -> None:
    assert read(pattern.format(number), FAR) == number * 60


@given(st.integers(0, 400_000), st.integers(0, 400_000))
def test_a_larger_number_is_never_a_shorter_time(one: int, other: int) -> None:
    less, more = (f"{number // 100}.{number % 100:02}" for number in sorted((one, other)))
    assert read(less, FAR) <= read(more, FAR)


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,:'/ hmsptd½-", max_size=12))
def test_every_text_is_a_length_within_the_limit_or_gets_a_sentence(text: str) -> None:
    try:
        minutes = read(text)
    except NoDuration as refused:
        minutes, said = 0, str(refused)
    else:
        said = "It was read."
    assert 0 <= minutes <= A_DAY.minutes
    assert said.endswith(".")
