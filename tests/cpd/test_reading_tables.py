"""LearnMentor promises to read tables as people make them, and to name each slip with its line, column and remedy."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.cpd.tables.duplicates import KnownLines, facts_of, sort_out
from learnmentor.cpd.tables.reading import MOST_LINES, Cleaning, Table, read
from learnmentor.web.forms import single_line, trimmed

FIRST, TODAY = date(2025, 9, 1), date(2026, 11, 21)
HEAD = "Date,Activity,Type,Hours\n"
GOOD = HEAD + "12/11/2026,Feedback day,workshop,1.5\n"


def table(text: str) -> Table:
    """What a table holds, on 21 November 2026."""
    return read(text, first=FIRST, today=TODAY, cleaning=Cleaning(single_line, trimmed))


def only(text: str) -> LoggedActivity:
    """The one entry of a table without slips."""
    found = table(text)
    assert not found.slips
    (one,) = found.found
    return one.activity


FEEDBACK_DAY = LoggedActivity(date(2026, 11, 12), EntryType.WORKSHOP, "Feedback day", "", 90)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n"),
        "\n\n" + GOOD + "\n,,,\n",
        "hours ; What : ; DAY;Kind\n1,5;Feedback day;12.11.2026;Workshop\n",
        "Date,Activity,Type,Minutes,Shoe size\n2026-11-12,Feedback day,WORKSHOP,90,42\n",
        'Date,Activity,Type,Hours\n12 November 2026,"Feedback day","workshop","1:30"\n',
        HEAD + "12-Nov-26,Feedback day,workshop,1 h 30 min\n",
        HEAD + "2026-11-12 00:00:00,Feedback day,workshop,1.5\n",
        HEAD + "2026-11-12T00:00:00.000,Feedback day,workshop,1.5\n",
        HEAD + "12/11/2026 0:00,Feedback day,workshop,1.5\n",
    ],
)
def test_tables_are_read_as_people_make_them(text: str) -> None:
    assert only(text) == FEEDBACK_DAY


def test_words_and_links_come_with_their_entry() -> None:
    text = (
        "Date,Activity,Type,Hours,Impact,Reflection,Links\n"
        '12/11/2026,Day,workshop,1,"They ask more,\nand wait",\'=thoughts,https://a.example https://b.example\n'
    )
    (one,) = table(text).found
    links = ("https://a.example", "https://b.example")
    assert one.prose == Prose("=thoughts", "They ask more,\nand wait", links=links)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",Day,workshop,1", "Date", "The date is missing. Write day, month, year: 12/11/2026."),
        ("soon,Day,workshop,1", "Date", "“soon” is no date we can read. Write day, month, year: 12/11/2026."),
        ("31/02/2026,Day,workshop,1", "Date", "“31/02/2026” is no date we can read: no calendar has that day."),
        ("22/11/2026,Day,workshop,1", "Date", "22 November 2026 has not come yet. Bring it in when it has."),
        ("31/08/2025,Day,workshop,1", "Date", "The earliest day you can log is 1 September 2025."),
        ("12/11/2026,,workshop,1", "Activity", "Say in a few words what you did."),
        (f"12/11/2026,{'x' * 201},workshop,1", "Activity", "Keep this to 200 characters; it has 201."),
        ("12/11/2026,Day,lunch,1", "Type", "“lunch” is no kind we know. Choose one of: reading, workshop,"),
        ("12/11/2026,Day,,1", "Type", "The kind is missing. Choose one of:"),
        ("12/11/2026,Day,workshop,", "Hours", "It is missing. Write how long it took, for example 1.5 or 0.75."),
        (
            "12/11/2026,Day,workshop,a while",
            "Hours",
            "“a while” is no length of time we can read. Write the hours as a number",
        ),
        ("12/11/2026,Day,workshop,1.4", "Hours", "Hours are logged in quarters. Choose 1.25 or 1.5."),
        ("12/11/2026,Day,workshop,25", "Hours", "“25” is 25 hours, and one entry can be at most 24 hours"),
        ("12/11/2026,Day,workshop,-1", "Hours", "“-1” is less than nothing."),
        ("12/11/2026,Day,workshop,1,2", "", "This line has more cells than there are headings."),
        ('12/11/2026,"Day,workshop,1', "Activity", "A quotation mark opens here, and none closes"),
    ],
)
def test_a_slip_names_its_line_its_column_and_a_remedy(row: str, column: str, says: str) -> None:
    found = table(GOOD + row + "\n")
    (slip,) = found.slips
    assert (slip.line, slip.column) == (3, column)
    assert slip.message.startswith(says) or says in slip.message
    assert len(found.found) == 1


@pytest.mark.parametrize(("separator", "named"), [(",", "a comma"), (";", "a semicolon"), ("\t", "a tab")])
def test_a_line_with_too_many_cells_names_what_parts_them(separator: str, named: str) -> None:
    (slip,) = table((HEAD + "12/11/2026,Read, then talked,workshop,1\n").replace(",", separator)).slips
    assert slip.message.endswith(f"Put text that holds {named} into quotation marks.")


def test_every_slip_of_a_line_is_named_at_once() -> None:
    assert [slip.column for slip in table(HEAD + "soon,,lunch,never\n").slips] == [
        "Date",
        "Type",
        "Hours",
        "Activity",
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = HEAD + '12/11/2026,"Two\nlines",workshop,1\n\nsoon,Day,workshop,1\n'
    (slip,) = table(text).slips
    assert slip.line == 5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The table is empty."),
        ("  \n\n", "The table is empty."),
        (HEAD, "There are headings and nothing below them."),
        ("12/11/2026,Feedback,workshop,1\n", "Missing: Date, Activity, Type, Hours."),
        ("Date,When,Activity,Type,Hours\n", "There are two columns for “Date”. Take one out."),
    ],
)
def test_a_table_without_its_headings_says_which_it_needs(text: str, says: str) -> None:
    assert any(says in slip.message for slip in table(text).slips)


def test_segments_and_what_was_withdrawn_are_set_aside_with_the_reason() -> None:
    text = (
        "Date,Activity,Type,Counted minutes,Status\n"
        "12/11/2026,C1-S1 Meanings,Online segment,30,counts\n12/11/2026,Day,Workshop,0,withdrawn\n"
    )
    found = table(text)
    assert not found.found
    assert not found.slips
    assert [aside.why for aside in found.asides] == [
        "a segment enters itself when you finish it here",
        "withdrawn in the record it comes from",
    ]


def test_a_table_without_end_is_read_to_a_limit() -> None:
    found = table(HEAD + "12/11/2026,Day,workshop,1\n" * (MOST_LINES + 10))
    assert len(found.found) == MOST_LINES
    assert [slip.line for slip in found.slips] == [MOST_LINES + 2]


@given(st.text(alphabet="Date,Activity;Type\tHours\n\r\"'=1/.-\x85 é", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    table(text)
    table(HEAD + text)


# Nothing twice


def known(*versions: LoggedActivity, withdrawn: bool = False) -> KnownLines:
    """An entry of the ledger with what it ever said."""
    facts = [facts_of(each) for each in versions]
    return KnownLines(frozenset(facts), None if withdrawn else facts[-1])


LONGER = LoggedActivity(date(2026, 11, 12), EntryType.WORKSHOP, "Feedback day", "", 120)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (known(FEEDBACK_DAY), "in your record already"),
        (known(FEEDBACK_DAY, LONGER), "in your record, and corrected since"),
        (known(FEEDBACK_DAY, withdrawn=True), "in your record, and withdrawn since"),
    ],
)
def test_what_the_ledger_has_or_had_is_recognised(entry: KnownLines, why: str) -> None:
    found = sort_out(table(GOOD), [entry], day_totals={})
    assert not found.found
    assert [aside.why for aside in found.asides] == [why]


def test_the_same_on_another_day_or_for_another_time_is_something_else() -> None:
    assert len(sort_out(table(GOOD), [known(LONGER)], day_totals={}).found) == 1


def test_one_entry_answers_for_one_line() -> None:
    row = "12/11/2026,Feedback day,workshop,1.5\n"
    text = f"Line,Date,Activity,Type,Hours\n7,{row}8,{row}"
    assert len(sort_out(table(text), [], day_totals={}).found) == 2
    assert len(sort_out(table(text), [known(FEEDBACK_DAY)], day_totals={}).found) == 1
    assert not sort_out(table(text), [known(FEEDBACK_DAY)] * 2, day_totals={}).found


def test_a_line_pasted_twice_is_taken_once() -> None:
    found = sort_out(table(GOOD + "12/11/2026,FEEDBACK DAY,workshop,1.5\n"), [], day_totals={})
    assert len(found.found) == 1
    assert [aside.why for aside in found.asides] == ["the same as line 2 of this table"]


def test_a_day_is_never_filled_beyond_its_hours() -> None:
    text = HEAD + "".join(f"12/11/2026,Part {n},workshop,8\n" for n in range(3))
    found = sort_out(table(text), [], day_totals={date(2026, 11, 12): 60})
    assert len(found.found) == 2
    assert [(slip.line, slip.column) for slip in found.slips] == [(4, "Hours")]
