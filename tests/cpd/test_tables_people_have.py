"""LearnMentor promises to read tables as spreadsheets, trackers and people write them, and to let no line vanish."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.cpd.tables.duplicates import KnownLines, facts_of, sort_out
from learnmentor.cpd.tables.reading import Cleaning, Table, read
from learnmentor.ground.tables.encodings import decoded
from learnmentor.ground.tables.text import rows
from learnmentor.web.forms import single_line, trimmed

HEAD = "Date\tActivity\tType\tHours\n"
THE_TWELFTH = date(2026, 11, 12)


def table(text: str) -> Table:
    """What a table holds, on 21 November 2026."""
    return read(text, first=date(2025, 9, 1), today=date(2026, 11, 21), cleaning=Cleaning(single_line, trimmed))


def titles(text: str) -> list[str]:
    """The titles of a table without slips."""
    found = table(text)
    assert found.slips == []
    return [each.activity.title for each in found.found]


def slips(text: str) -> list[tuple[int, str, str]]:
    """The slips of a table as line, column and the first words."""
    return [(slip.line, slip.column, slip.message) for slip in table(text).slips]


# Quotation marks


def _pasted(*cells: str) -> str:
    return HEAD + "".join(f"{day}/11/2026\t{cell}\tworkshop\t1\n" for day, cell in enumerate(cells, 10))


@pytest.mark.parametrize(
    "cell",
    [
        '"Stretch and challenge" twilight',
        'Read "Inside the black box"',
        'Talk on "flow" with Jo',
        '"Unclosed',
        'Unopened"',
        'A 5" nail',
        '"',
        '"a""b',
        "“Stretch” twilight",
        "«Défi» ‘day’",
        "'Twas",
        'One, two; "three"',
    ],
)
def test_in_pasted_cells_a_mark_is_a_mark(cell: str) -> None:
    assert titles(_pasted("Before", cell, "After")) == ["Before", cell, "After"]


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ('"Two\nlines"', "Two lines"),
        ('"Two\r\nlines"', "Two lines"),
        ('"Said ""well done""\nand left"', 'Said "well done" and left'),
        ('"""Quoted"" first\nline"', '"Quoted" first line'),
        ('"Closed"', "Closed"),
        ('""', None),
    ],
)
def test_a_cell_that_a_spreadsheet_put_into_marks_is_taken_out_of_them(cell: str, title: str | None) -> None:
    if title:
        assert titles(_pasted("Before", cell, "After")) == ["Before", title, "After"]
    else:
        assert slips(_pasted(cell)) == [(2, "Activity", "Say in a few words what you did.")]


def test_three_pasted_lines_stay_three_whatever_marks_they_hold() -> None:
    found = table(_pasted('"Stretch', "Coaching circle", 'Read a chapter"'))
    assert [(each.activity.on.day, each.activity.title) for each in found.found] == [
        (10, '"Stretch'),
        (11, "Coaching circle"),
        (12, 'Read a chapter"'),
    ]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("column", ["Activity", "Reflection"])
def test_no_mark_of_a_csv_file_swallows_the_entries_below_it(separator: str, column: str) -> None:
    other = {"Activity": "Reflection", "Reflection": "Activity"}[column]
    lines = [
        f"Date,Type,Hours,{other},{column}",
        '10/11/2026,workshop,1,Day,"Stretch',
        "11/11/2026,workshop,2,Day,Plain",
        '12/11/2026,workshop,3,Day,closing"',
        "13/11/2026,workshop,4,Day,Last",
    ]
    found = table("\n".join(lines).replace(",", separator))
    assert [(slip.line, slip.column) for slip in found.slips] == [(2, column)]
    assert found.slips[0].message.startswith("A quotation mark opens here, and none closes the cell in this line.")
    assert [each.activity.minutes for each in found.found] == [120, 180, 240]


def test_a_long_text_of_a_csv_file_keeps_its_lines_and_its_days() -> None:
    words = "On 10/11/2026, we met.\n11/11/2026, nothing.\n\n12/11/2026"
    page = io.StringIO()
    csv.writer(page).writerows(
        [["Date", "Activity", "Type", "Hours", "Reflection"], ["12/11/2026", "Day", "workshop", "1", words]]
    )
    (one,) = table(page.getvalue()).found
    assert one.prose.reflection == words


@pytest.mark.parametrize(
    "row",
    [
        '12/11/2026,"Stretch and challenge" twilight,workshop,1',
        '12/11/2026,"""Stretch and challenge"" twilight",workshop,1',
        '"12/11/2026" , """Stretch and challenge"" twilight" ,"workshop", "1"',
    ],
)
def test_marks_of_a_csv_file_are_read_in_both_ways(row: str) -> None:
    assert titles(f"Date,Activity,Type,Hours\n{row}\n") == ['"Stretch and challenge" twilight']


_CELLS = st.lists(st.text(alphabet='ab"\n,;\t ', max_size=6), min_size=2, max_size=4)


@given(st.lists(_CELLS, min_size=1, max_size=5), st.sampled_from(",;|"))
def test_what_a_program_writes_as_csv_is_read_as_it_was(written: list[list[str]], separator: str) -> None:
    page = io.StringIO()
    csv.writer(page, delimiter=separator, lineterminator="\n").writerows(written)
    kept = [cells for cells in written if any(cell.strip() for cell in cells)]
    assert [row.cells for row in rows(page.getvalue(), separator)] == kept


@given(st.text(alphabet='a"\n,\t ', max_size=60), st.sampled_from(",\t"))
def test_no_text_is_lost_between_rows(text: str, separator: str) -> None:
    read_rows = list(rows(text, separator))
    assert [row.line for row in read_rows] == sorted({row.line for row in read_rows})
    assert sum(cell.count("a") for row in read_rows for cell in row.cells) == text.count("a")


def test_a_cell_without_end_is_named_as_what_it_is() -> None:
    endless = "x" * 300_000
    assert slips(_pasted("Before", endless))[0] == (3, "Activity", "Keep this to 200 characters; it has 300,000.")
    for column, place in (("Date", 0), ("Type", 2), ("Hours", 3)):
        cells = ["12/11/2026", "Day", "workshop", "1"]
        cells[place] = endless
        said = "This cell has 300,000 characters, and at most 200 fit. Shorten it."
        assert slips(HEAD + "\t".join(cells)) == [(2, column, said)]


def test_a_hundred_thousand_marks_take_no_time_to_speak_of() -> None:
    for text in ('\t"' * 100_000, '"' * 200_001, '\t"""' * 50_000, '"a\n' * 100_000, ',"' * 100_000, '"",' * 60_000):
        for separator in "\t,":
            assert sum(row.lines for row in rows(f"{text}\nlast", separator)) <= text.count("\n") + 2


# Where the headings stand, and how they are written


@pytest.mark.parametrize(
    "above",
    [
        "sep=\t\n",
        "\n\n",
        "\t\t\n",
        "CPD record 2026-27\n",
        "CPD record 2026-27\n\nAmina Adeyemi\tNorthfield College\n",
        "Date: 21 November 2026, printed; by Amina\n",
        "\ufeff",
        "\ufeff\n",
    ],
)
def test_the_headings_are_found_below_other_lines(above: str) -> None:
    assert titles(above + _pasted("Day")) == ["Day"]


def test_what_stands_above_the_headings_is_named() -> None:
    found = table("CPD record\n\nof Amina\n" + _pasted("Day", "") + "Total\t\t\t2\n")
    assert [(aside.line, aside.title, aside.why) for aside in found.asides] == [
        (1, "CPD record", "above the headings, so it is not read"),
        (3, "of Amina", "above the headings, so it is not read"),
        (7, "total", "a sum of other lines"),
    ]
    assert [(slip.line, slip.column) for slip in found.slips] == [(6, "Activity")]


def test_headings_and_rules_between_the_lines_are_no_entries() -> None:
    found = table(_pasted("Day") + "---\t:--\t---\t--:\n" + HEAD + "13/11/2026\tDay\tworkshop\t1\n")
    assert [each.line for each in found.found] == [2, 5]
    assert [(aside.line, aside.why) for aside in found.asides] == [(4, "the headings once more")]
    assert not found.slips


@pytest.mark.parametrize("row", ["'12/11/2026;Day;workshop;'1.5", '="12/11/2026";Day;="workshop";="1.5"'])
def test_figures_that_a_spreadsheet_was_told_are_text_are_figures(row: str) -> None:
    (one,) = table(f"Date;Activity;Type;Hours\n{row}\n").found
    assert one.activity == LoggedActivity(THE_TWELFTH, EntryType.WORKSHOP, "Day", "", 90)


@pytest.mark.parametrize("told", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_for_excel_says_what_parts_the_cells(told: str) -> None:
    assert titles(f"{told}\nDate;Activity;Type;Hours\n12/11/2026;a, b, c and d;workshop;1,5\n") == ["a, b, c and d"]


@pytest.mark.parametrize(
    "heading",
    [
        "Date\tActivity\tType\tDuration",
        "\u200bDate\t\ufeffActivity\tType\u200d\tHours",
        "DATE:\tWhat did you do?\tActivity type\tDuration (h)",
        "Start date\tDescription\tCategory\tDuration (decimal)",
        "Ｄａｔｅ\tActivity\u00a0\tKind\tTime\u00a0spent:",
        "Date \tTitle\tType_of_activity\tNo. of hours",
    ],
)
def test_headings_are_known_in_other_words_and_letters(heading: str) -> None:
    assert titles(f"{heading}\n12/11/2026\tDay\tworkshop\t1\n") == ["Day"]


def test_what_a_time_tracker_writes_is_read_once_its_kinds_are_there() -> None:
    head = "Project,Description,Type,Start Date,Start Time,End Date,Duration (h),Duration (decimal),Time"
    found = table(f"{head}\nCPD,Day,workshop,12/11/2026,09:00:00,12/11/2026,01:30:00,1.50,09:00\n")
    assert [each.activity for each in found.found] == [LoggedActivity(THE_TWELFTH, EntryType.WORKSHOP, "Day", "", 90)]
    assert found.unread == ["Project", "Start Time", "End Date", "Duration (decimal)", "Time"]


def test_our_own_word_for_a_column_goes_before_others() -> None:
    head = "Start date\tDate\tActivity\tType\tHours\tTime spent\n"
    found = table(f"{head}1/1/2026\t12/11/2026\tDay\tworkshop\t1\t9\n")
    assert [(each.activity.on, each.activity.minutes) for each in found.found] == [(THE_TWELFTH, 60)]
    assert found.unread == ["Start date", "Time spent"]


def test_a_heading_that_names_minutes_has_minutes_below_it() -> None:
    (one,) = table("Date\tActivity\tType\tDuration (minutes)\n12/11/2026\tDay\tworkshop\t90\n").found
    assert one.activity.minutes == 90


@pytest.mark.parametrize("kind", ["Peer learning", "peer-learning", "PEER\u00a0LEARNING", "peer\u200b learning"])
def test_a_kind_is_known_however_it_is_typed(kind: str) -> None:
    (one,) = table(f"{HEAD}12/11/2026\tDay\t{kind}\t1\n").found
    assert one.activity.type is EntryType.PEER


# Days and lengths; the spellings of each are in tests/typed


@pytest.mark.parametrize(
    ("day", "length", "minutes"),
    [
        ("12/11/2026", "1:30:00", 90),
        ("12/11/2026", "1 hour and 30 minutes", 90),
        ("12/11/2026", "1 ½", 90),
        ("Thu 12 Nov 2026", "1", 60),
        ("12th November 2026", "1", 60),
        ("12 Nov 26", "1", 60),
        ("12-11-26", "1", 60),
        ("2026/11/12", "1", 60),
        ("12/11/2026 09:30:15", "1", 60),
        ("2026/11/12 9:30:00 am GMT", "PT45M", 45),
    ],
)
def test_days_and_lengths_are_read_as_programs_write_them(day: str, length: str, minutes: int) -> None:
    (one,) = table(f"Date;Activity;Type;Hours\n{day};Day;workshop;{length}\n").found
    assert one.activity == LoggedActivity(THE_TWELFTH, EntryType.WORKSHOP, "Day", "", minutes)


@pytest.mark.parametrize(
    ("length", "says"),
    [
        ("0900", "“0900” looks like a time of day."),
        ("1200", "“1200” is 1,200 hours, and one entry can be at most 24 hours: log each day on its own."),
        ("1:75", "“1:75” has 75 minutes beside its hours"),
        ("1h75", "“1h75” has 75 minutes beside its hours"),
        ("0:90", "“0:90” has 90 minutes beside its hours"),
        ("90", "If minutes are meant, write 90 min."),
        ("0:20:00", "Hours are logged in quarters. Choose 0.25 or 0.5."),
        ("0", "Log at least a quarter of an hour: 0.25."),
    ],
)
def test_a_length_that_cannot_be_is_a_slip(length: str, says: str) -> None:
    (slip,) = table(f"{HEAD}12/11/2026\tDay\tworkshop\t{length}\n").slips
    assert (slip.line, slip.column) == (2, "Hours")
    assert says in slip.message


def test_where_one_day_has_its_month_first_the_others_are_not_guessed() -> None:
    rows_ = "".join(f"{day}\t{day}\tworkshop\t1\n" for day in ("10/11/2026", "11/13/2026", "2026-11-10", "9/9/2026"))
    found = table(HEAD + rows_)
    assert [slip.line for slip in found.slips] == [2, 3]
    assert "other lines of this table have the month first" in found.slips[0].message
    assert [each.activity.title for each in found.found] == ["2026-11-10", "9/9/2026"]


# Code pages


@pytest.mark.parametrize(
    "words",
    [
        "Café", "naïve", "Müller", "“Stretch and challenge” twilight", "“one” “two”", "can’t", "peer–peer", "Grüße",
        "Ångström", "garçon", "£5 a head", "Zoë’s talk", "CAFÉ", "Éric", "plain",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_a_file_is_read_in_the_code_page_it_was_written_in(words: str, encoding: str) -> None:
    line_end = "\r" if encoding == "mac_roman" else "\n"
    text = line_end.join(["Date,Activity", f"12/11/2026,{words}", ""])
    assert decoded(text.encode(encoding)) == text


def test_a_file_that_is_no_text_is_none() -> None:
    assert decoded(b"PK\x03\x04\x00\x00\x00ab\x00") is None


# Nothing twice


@pytest.mark.parametrize("other", ["Cafe\u0301 day", "CAFÉ DAY", "Café\u200b day", "Café\u00a0day", "Ｃafé day"])
def test_the_same_entry_in_another_normal_form_is_the_same(other: str) -> None:
    text = _pasted("Café day")
    (one,) = table(text).found
    known = KnownLines(frozenset({facts_of(one.activity)}), facts_of(one.activity))
    again = sort_out(table(_pasted(other)), [known], day_totals={})
    assert [aside.why for aside in again.asides] == ["in your record already"]
    assert not again.found
    repeated = sort_out(table(text + f"10/11/2026\t{other}\tworkshop\t1\n"), [], day_totals={})
    assert [aside.why for aside in repeated.asides] == ["the same as line 2 of this table"]
