"""LearnMentor promises to read days as people, forms and spreadsheets write them, and to guess none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.typed.days import MonthFirst, NoDay, could_be_month_first, day_from

THE_TWELFTH = date(2026, 11, 12)


def refusal(text: str) -> str:
    """The sentence by which a text is refused."""
    with pytest.raises(NoDay) as refused:
        day_from(text)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-12", "12/11/2026", "12.11.2026", "12-11-2026", "12 11 2026", "12. 11. 2026", "2026/11/12",
        "2026.11.12", "12/11/26", "12-11-26", "12.11.26", "20261112", "12112026", "12/11/'26",
        "12 November 2026", "12 Nov 2026", "12 Nov. 2026", "12 NOV 2026", "12 Nov 26", "12 Nov '26", "12-Nov-26",
        "12-Nov-2026", "12/Nov/2026", "12 Nov, 2026", "12Nov2026", "12th November 2026", "12th of November, 2026",
        "the 12th of November 2026", "November 12, 2026", "Nov 12 2026", "November 12th, 2026", "2026-Nov-12",
        "Thu 12 Nov 2026", "Thursday, 12 November 2026", "Thurs 12/11/2026", "Thur. 12 Nov 2026", "thu, 12.11.26",
        "12/11/2026 09:30", "12/11/2026 09:30:15", "12/11/2026 0:00", "12/11/2026, 09:30", "12/11/2026 2:30 PM",
        "12/11/2026 2:30:05 p.m.", "12/11/2026 at 9:30", "12/11/2026 9.30", "2026/11/12 9:30:00 am GMT",
        "2026/11/12 9:30:00 pm GMT+1", "2026-11-12 00:00:00", "2026-11-12T00:00:00.000", "2026-11-12T09:30",
        "2026-11-12T09:30:00Z", "2026-11-12T09:30:00.000Z", "2026-11-12T09:30:00+01:00", "2026-11-12 09:30:00 +0000",
        "Thu Nov 12 2026 09:30:00 GMT+0000 (Greenwich Mean Time)", "12/11/2026 14:05 BST",
        " 12/11/2026 ", "12/11/2026,", "12 November 2026.", "\ufeff12/11/2026", "12/\u200b11/2026",
        "12\u00a0November\u202f2026", "１２/１１/２０２６", "١٢/١١/٢٠٢٦", "12–11–2026", "12\u201111\u20112026",
        "12⁄11⁄2026",
    ],
)  # fmt: skip
def test_one_day_in_all_its_spellings(text: str) -> None:
    assert day_from(text) == THE_TWELFTH


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("1/2/2026", date(2026, 2, 1)), ("11/12/2026", date(2026, 12, 11)), ("12 Sept 2026", date(2026, 9, 12)),
        ("12 Sept. 2026", date(2026, 9, 12)), ("1 May 2026", date(2026, 5, 1)), ("1st Aug 2026", date(2026, 8, 1)),
        ("2nd Mar 26", date(2026, 3, 2)), ("3rd June 2026", date(2026, 6, 3)), ("29/2/2028", date(2028, 2, 29)),
        ("Sat, 1 Aug 2026", date(2026, 8, 1)), ("Weds 11 Nov 2026", date(2026, 11, 11)),
        ("Tues 10 Nov 26", date(2026, 11, 10)), ("31/12/99", date(2099, 12, 31)),
    ],
)  # fmt: skip
def test_figures_have_the_day_first_and_two_digits_are_of_this_century(text: str, on: date) -> None:
    assert day_from(text) == on


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "“soon” is no date we can read. Write day, month, year: 12/11/2026."),
        ("Thursday", "“Thursday” is no date we can read."),
        ("12 Mai 2026", "“12 Mai 2026” is no date we can read."),
        ("12/11/2026 25:99", "is no date we can read."),
        ("12/11/2026 - 13/11/2026", "is no date we can read."),
        ("1/2/3", "is no date we can read."),
        ("31/02/2026", "“31/02/2026” is no date we can read: no calendar has that day."),
        ("0/1/2026", "no calendar has that day"),
        ("12/11/0026", "no calendar has that day"),
        ("2026-13-11", "no calendar has that day"),
        ("32 Nov 2026", "no calendar has that day"),
        ("12/11", "“12/11” has no year. Write day, month, year: 12/11/2026."),
        ("12 Nov", "“12 Nov” has no year."),
        ("11/13/2026", "“11/13/2026” seems to have the month first. Write the day first: 13/11/2026."),
        ("11-13-26", "“11-13-26” seems to have the month first. Write the day first: 13/11/2026."),
        ("46338", "“46338” is how a spreadsheet stores a day, most likely 12 November 2026. Show the column as dates"),
        ("46338.3958", "“46338.3958” is how a spreadsheet stores a day, most likely 12 November 2026."),
        ("Fri 12 Nov 2026", "does not fit together: 12 November 2026 is a Thursday. Check the day, or leave the"),
        ("9" * 300_000, f"“{'9' * 40}” is no date we can read."),
    ],
)
def test_other_texts_get_a_sentence(text: str, says: str) -> None:
    assert says in refusal(text)


def test_a_month_that_stands_first_is_told_from_other_slips() -> None:
    with pytest.raises(MonthFirst):
        day_from("11/13/2026")
    assert could_be_month_first("10/11/2026")
    assert could_be_month_first("10/11/26 09:30")
    assert not any(map(could_be_month_first, ["13/11/2026", "11/11/2026", "2026-10-11", "10 Nov 2026", "soon"]))


_DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(_DAYS)
def test_every_day_is_read_back_from_each_way_to_write_it(on: date) -> None:
    for pattern in (
        *("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%a %d %b %Y", "%A, %d %B %Y", "%B %d, %Y"),
        *("%Y/%m/%d", "%Y-%m-%dT%H:%M:%S", "%d-%b-%Y", "%Y%m%d", "%d%m%Y"),
    ):
        assert day_from(on.strftime(pattern)) == on


@given(_DAYS)
def test_another_weekday_is_never_passed_over(on: date) -> None:
    assert "does not fit together" in refusal(f"{on + timedelta(1):%a} {on:%d %b %Y}")


@given(st.text(max_size=30) | st.text(alphabet="0123456789/-. TZnovsep,:'", max_size=20))
def test_every_text_is_a_day_or_gets_a_sentence(text: str) -> None:
    try:
        day_from(text)
    except NoDay as refused:
        said = str(refused)
    else:
        said = "It was read."
    assert said.endswith(".")
