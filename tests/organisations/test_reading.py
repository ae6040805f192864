"""LearnMentor promises that a table of people is read as people have it, and that each slip says what to do."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.tables.encodings import decoded
from learnmentor.organisations.tables.reading import MOST_LINES, PeopleTable, read

HEAD = "Name,Email,Roles,Part,Group,Manager's email,First day,Last day\n"
IDA = "Ida Ash,ida@example.org,coordinator,Crafts,Cohort 1,jo@example.org,01/09/2026,31/08/2027\n"


def facts(table: PeopleTable) -> list[tuple[str, ...]]:
    return [
        (
            each.name,
            each.email,
            ",".join(each.roles),
            each.part,
            each.group,
            each.manager,
            str(each.first),
            str(each.last),
        )
        for each in table.found
    ]


WHOLE = [
    ("Ida Ash", "ida@example.org", "coordinator", "Crafts", "Cohort 1", "jo@example.org", "2026-09-01", "2027-08-31")
]


def of(text: str | bytes) -> PeopleTable:
    found = decoded(text) if isinstance(text, bytes) else text
    assert found is not None
    return read(found)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param((HEAD + IDA).encode("utf-8-sig"), id="byte order mark"),
        pytest.param((HEAD + IDA).replace(",", ";").encode(), id="semicolons"),
        pytest.param((HEAD + IDA).replace(",", "\t").encode(), id="tabs"),
        pytest.param((HEAD + IDA).encode("utf-16"), id="UTF-16"),
        pytest.param((HEAD + IDA).encode("utf-16-le"), id="UTF-16 without its mark"),
        pytest.param((HEAD + IDA).replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param((HEAD + IDA).replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(("sep=;\n" + (HEAD + IDA).replace(",", ";")).encode(), id="Excel is told the separator"),
        pytest.param(("Staff list 2026,,,,,,,\n,,,,,,,\n" + HEAD + IDA).encode(), id="a title above"),
        pytest.param((HEAD + HEAD + IDA).encode(), id="two header lines"),
        pytest.param((HEAD + "----,----,----,,,,,\n" + IDA).encode(), id="a line drawn below the headings"),
        pytest.param((HEAD + ",,,,,,,\n\n" + IDA + ",,,,,,,\n").encode(), id="empty lines"),
        pytest.param(
            (HEAD + IDA).replace("ida@", "  IDA@").replace("org,coo", "ORG ,coo").encode(), id="capitals, spaces"
        ),
        pytest.param(
            (HEAD + IDA).replace("ida@example.org", "Ida Ash <Ida@Example.org>").encode(), id="a named address"
        ),
        pytest.param((HEAD + IDA).replace("ida@example.org", "mailto:ida@example.org").encode(), id="a mail link"),
        pytest.param((HEAD + IDA).replace("Crafts", '"Crafts"').encode(), id="quotation marks"),
        pytest.param((HEAD + IDA).replace("Crafts", '"=""Crafts"""').encode(), id="Excel's forced text"),
        pytest.param((HEAD + IDA).replace("Ida Ash", "Ida\u00a0Ash\u200b").encode(), id="unseen characters"),
        pytest.param((HEAD + IDA).replace("coordinator", "Coordinators; learner").encode(), id="roles as people write"),
        pytest.param((HEAD + IDA).replace("Manager's email", "Line manager").encode(), id="other headings"),
        pytest.param(
            (HEAD + IDA).replace("Manager's", "Manager’s").replace("Email,", "E-mail address:,").encode(),
            id="apostrophe",
        ),
        pytest.param((HEAD + IDA).replace("01/09/2026", "1 September 2026").encode(), id="dates in words"),
        pytest.param((HEAD + IDA).replace("01/09/2026", "2026-09-01T00:00:00").encode(), id="dates of programs"),
    ],
)
def test_a_strange_table_is_read_as_the_plain_one(content: bytes) -> None:
    table = of(content)
    assert table.slips == []
    assert facts(table) == WHOLE


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        pytest.param("", "", "The table is empty.", id="nothing"),
        pytest.param(HEAD, "", "There are headings and nobody below them.", id="headings alone"),
        pytest.param("Name,Part\nIda,Crafts\n", "", "No column has the heading Email.", id="no address column"),
        pytest.param(
            "Email,E-mail\na@b.org,c@d.org\n", "E-mail", "There are two columns for “Email”.", id="two of one"
        ),
        pytest.param(HEAD + "Ida,,,,,,,\n", "Email", "The address is missing.", id="no address"),
        pytest.param(
            HEAD + "Ida,ida ash@example.org,,,,,,\n", "Email", "“ida ash@example.org” has a space", id="space"
        ),
        pytest.param(HEAD + "Ida,ida.example.org,,,,,,\n", "Email", "“ida.example.org” is no mail", id="no at"),
        pytest.param(HEAD + "Ida,ida@example,,,,,,\n", "Email", "“ida@example” is no mail", id="no dot"),
        pytest.param(HEAD + "Ida,a@b.org;c@d.org,,,,,,\n", "Email", "“a@b.org;c@d.org” is no mail", id="two addresses"),
        pytest.param(HEAD + "Ida,ida@example.org,boss,,,,,\n", "Roles", "“boss” is no role.", id="unknown role"),
        pytest.param(
            HEAD + "Ida,ida@example.org,,,,ida@example.org,,\n", "Manager's email", "Nobody manages", id="own"
        ),
        pytest.param(
            HEAD + "Ida,ida@example.org,,,,Jo Lee,,\n", "Manager's email", "“Jo Lee” has a space", id="a name"
        ),
        pytest.param(
            HEAD + "Ida,ida@example.org,,,,,09/31/2026,\n", "First day", "“09/31/2026” seems", id="month first"
        ),
        pytest.param(
            HEAD + "Ida,ida@example.org,,,,,46266,\n", "First day", "“46266” is how a spreadsheet", id="number"
        ),
        pytest.param(
            HEAD + "Ida,ida@example.org,,,,,02/09/2026,01/09/2026\n", "Last day", "The last day is before", id="days"
        ),
        pytest.param(HEAD + IDA + IDA, "Email", "The same person and part as in line 2.", id="one person twice"),
        pytest.param(
            HEAD + IDA + IDA.upper(), "Email", "The same person and part as in line 2.", id="twice in capitals"
        ),
        pytest.param(HEAD + '"Ida,ida@example.org,,,,,,\n', "Name", "A quotation mark opens here", id="open quotation"),
        pytest.param(
            HEAD + "Ash, Ida,ida@example.org,,,,,,,\n", "Email", "“Ida” is no mail address.", id="a comma more"
        ),
        pytest.param(HEAD + "Ida,ida@example.org,,,,,,,more\n", "", "This line has more cells", id="a cell more"),
        pytest.param(HEAD + f"Ida,ida@example.org,,,{'g' * 121},,,\n", "Group", "Use at most 120", id="a long group"),
        pytest.param(HEAD + f"{'n' * 500},ida@example.org,,,,,,\n", "Name", "This cell is longer", id="a long cell"),
        pytest.param(HEAD + "!!!,ida@example.org,,,,,,\n", "Name", "Write a name.", id="a name of signs"),
    ],
)
def test_a_slip_says_where_it_is_and_what_to_do(text: str, column: str, message: str) -> None:
    slip = read(text).slips[0]
    assert (slip.column, slip.message[: len(message)]) == (column, message)


@pytest.mark.parametrize("lines", [MOST_LINES + 1, 100_000])
def test_too_many_lines_are_refused_with_a_sentence(lines: int) -> None:
    table = read(HEAD + "".join(f"P,p{number}@example.org,,,,,,\n" for number in range(lines)))
    assert table.found == []
    assert len(table.slips) == 1
    assert f"One file can hold up to {MOST_LINES:,} people" in table.slips[0].message


def test_as_many_as_fit_are_read() -> None:
    table = read(HEAD + "".join(f"P,p{number}@example.org,,,,,,\n" for number in range(MOST_LINES)))
    assert (len(table.found), table.slips) == (MOST_LINES, [])


def test_a_slip_in_one_line_keeps_no_other_out() -> None:
    table = read(HEAD + "X,x,,,,,,\n" + IDA)
    assert [slip.line for slip in table.slips] == [2]
    assert facts(table) == WHOLE


def test_first_and_last_names_are_one_name_and_what_is_not_read_is_told() -> None:
    table = read("First name,Surname,Email,Shoe size\nIda,Ash,ida@example.org,38\n")
    assert table.found[0].name == "Ida Ash"
    assert table.unread == ["Shoe size"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    table = read(text)
    assert table.found or table.slips
    read(HEAD + text)


CELLS = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30),
        st.integers(0, 999),
    ),
    max_size=20,
    unique_by=lambda made: made[1],
)


@given(CELLS)
def test_what_a_program_writes_is_read_back(people: list[tuple[str, int]]) -> None:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(["Group", "Email"])
    writer.writerows([f"x{group}", f"p{number}@example.org"] for group, number in people)
    assert [each.email for each in read(page.getvalue()).found] == [f"p{number}@example.org" for _, number in people]
