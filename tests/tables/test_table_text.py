"""A table as text: what is read of spreadsheets, CSV and TSV, what is refused and where, and links."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tables.table_text import TableTextError, read_part, read_table, table_part
from surfaces import DataError, Table

LINE = Table.of({"x": [8, 9], "y": [1.2, 0.7]})


def refusal(text):
    with pytest.raises(TableTextError) as refused:
        read_table(text)
    return refused.value


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n8,1.2\n9,0.7",
        "x, y\n8, 1.2\n9, 0.7\n\n",
        "8,1.2\r\n9,0.7\r\n",
        "x\ty\n8\t1.2\n9\t0.7",
        "x\ty\n8\t1,2\n9\t0,7",
        "x;y\n8;1,2\n9;0,7",
        "8 1.2\n9   0.7",
        '\ufeff"x","y"\n"8","1.2"\n"9","0.7"',
        "x,y,\n8,1.2,\n\n,,\n9,0.7\n,,,\n",
        "x;y\r\n8;1,2\r\n9;0,7\r\n;\r\n",
        "x\ty\t\n8\t1,2\t\n9\t0,7\n\t\t\n",
        "  8.0 , +1.2\n9e0,7E-1",
        "(8, 1.2) (9, 0.7)",
        "[(8, 1.2),\n (9, 0.7)]",
        "(8; 1,2), (9; 0,7)",
        "x, y\n(8, 1.2)\n(9, 0.7)",
    ],
)
def test_a_table_is_read_as_spreadsheets_and_files_have_it(text):
    assert read_table(text) == LINE


def test_columns_without_names_have_the_usual_ones():
    assert read_table("1").names == ("y",)
    assert read_table("1,2").names == ("x", "y")
    assert read_table("1,2,3").names == ("x1", "x2", "y")
    assert read_table("1,2,3,4").names == ("x1", "x2", "x3", "y")


def test_every_minus_sign_is_read():
    assert read_table("−1,-2,–3").columns == ((-1.0,), (-2.0,), (-3.0,))


@pytest.mark.parametrize(
    ("text", "row", "column", "at", "words"),
    [
        ("", None, None, None, "empty"),
        ("x,y", None, None, 0, "no row"),
        ("x,y\n1,2\n3,four", 1, "y", 10, "row 2, column y: “four” is no number"),
        ("x,y\n1,", 0, "y", 6, "row 1, column y: a number is missing"),
        ("x,y\n1,2\n3", 1, None, 8, "row 2 has 1 number, and there are 2 columns"),
        ("1,2\n3,4,5", 1, None, 4, "row 2 has 3 numbers, and there are 2 columns"),
        (
            *("x\ty\n1,000\t2.5", 0, "x", 4),
            "row 1, column x: “1,000” is no number beside those with a decimal point: leave out the comma",
        ),
        ("x\ty\n1.000,5\t2", 0, "x", 4, "“1.000,5” is no number"),
        ("x,y\n1,nan", 0, "y", 6, "no number"),
        ("x,y\n1,2\n3,1e13", 1, "y", 10, "too large"),
        ("x,y\n1,1e999", 0, "y", 6, "no finite number"),
        ('x,y\n1,2\n3,"4,5"', 1, "y", 10, '“"4,5"” is no number'),
        ("x\n1 2", 0, None, 2, "row 1 has 2 numbers, and there is 1 column"),
        (",x,y\n0,8,1.2", None, "", 0, "column 1 has no name"),
        ("x,Height (cm)\n1,2", None, "Height (cm)", 2, "such as height_cm"),
        ("x,x\n1,2", None, "x", 2, "two columns are called x"),
        ("x,w1\n1,2", None, "w1", 2, "weight"),
        ("x,sin\n1,2", None, "sin", 2, "function"),
        ("1,x2\n3,4", None, None, 2, "“x2” is no number, and “1” names no column"),
        ("x,__import__\n1,2", None, "__import__", 2, "cannot name a column"),
        ("1,2,3,4,5", None, None, 0, "there are 5 columns: at most 4 are allowed"),
        ("(1, 2) (3, four)", 1, "y", 11, "row 2, column y: “four” is no number"),
        ("\n".join(["1,2"] * 201), 200, None, 800, "there are 201 rows: at most 200 are allowed"),
        ("1," * 50_000, None, None, None, "too long: a table has 40,000 characters and 200 rows at most"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(text, row, column, at, words):
    refused = refusal(text)
    assert words in refused.message
    assert (refused.row, refused.column, refused.position) == (row, column, at)


numbers = st.floats(-1e12, 1e12)
names = st.lists(st.sampled_from(["x", "y", "x1", "height", "a_1"]), min_size=1, max_size=4, unique=True)


@st.composite
def tables(draw):
    columns, rows = draw(names), draw(st.integers(1, 6))
    return Table.of({name: draw(st.lists(numbers, min_size=rows, max_size=rows)) for name in columns})


def bits(table):
    return table.names, [[value.hex() for value in column] for column in table.columns]


def text_of(table):  # as static/panels/data.js writes it into its field
    return table_part(table).replace(",", ", ").replace(";", "\n")


@given(tables())
def test_a_table_survives_its_text_and_its_link_to_the_bit(table):
    assert bits(read_table(text_of(table))) == bits(table)
    assert bits(read_part(table_part(table))) == bits(table)


def test_a_link_has_the_names_and_then_the_rows():
    assert table_part(LINE) == "x,y;8,1.2;9,0.7"
    assert table_part(None) == ""


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("x,y", "such as x,y;8,1.2;9,0.7"),
        ("x,y;1,2;3", "row 2 has 1 number"),
        ("x,y;1,2;3,b", "row 2, column y"),
        ("x,y;1,2;", "row 2, column x: a number is missing"),
        ("x,x;1,2", "the same name"),
        ("x,w2;1,2", "weight"),
        ("a,b,c,d,f;1,2,3,4,5", "5 columns"),
        ("x,y" + ";1,2" * 201, "201 rows"),
    ],
)
def test_a_bad_link_is_refused_whole_and_names_the_first_bad_row(part, words):
    with pytest.raises(DataError) as refused:
        read_part(part)
    assert words in refused.value.message


@given(st.text())
def test_any_text_at_all_is_a_table_or_is_refused(text):
    for read in (read_table, read_part):
        with contextlib.suppress(DataError):
            assert isinstance(read(text), Table)
