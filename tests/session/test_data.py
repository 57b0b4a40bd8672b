"""The table of a session: typed, drawn as a sample, dragged, standardized."""

from bare_session import Session

from app.lineup import ALL_ROWS
from surfaces import GALLERY, SAMPLES, Table

LINK = "e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,2;2,4&start=1,1&view=-5,5,-5,5"
TABLE = Table.of({"x": [0, 1, 2], "y": [1, 2, 4]})


def typed(session, text, number=1):
    heads = session.hears(ask={"ask": "typed_data", "text": text, "number": number})
    (verdict,) = [head["said"]["data_verdict"] for head in heads if "data_verdict" in head["said"]]
    return verdict


def test_a_typed_table_is_shown_and_its_text_judged():
    session = Session(LINK)
    verdict = typed(session, "x\ty\n1,5\t2\n3\t4")
    assert verdict == {"number": 1, "message": "", "position": None}
    assert session.explorer.experiment.data == Table.of({"x": [1.5, 3], "y": [2, 4]})
    assert session.explorer.surface.data == session.explorer.experiment.data


def test_a_table_that_is_typed_anew_keeps_the_batch_until_another_is_chosen():
    session = Session(LINK + "&batch=2")
    for number, rows in enumerate(("1,2", "1,2\n3,4", "1,2\n3,4\n5,7"), 1):
        typed(session, rows, number)
    assert session.explorer.experiment.batch == 2
    typed(session, "1,2", 4)
    assert session.explorer.experiment.batch == ALL_ROWS
    typed(session, "1,2\n3,4\n5,8", 5)
    session.hears(change={"batch": 1})
    typed(session, "1,2\n3,4\n5,9", 6)
    assert session.explorer.experiment.batch == 1


def test_a_mistake_changes_nothing_and_says_its_place():
    session = Session(LINK)
    verdict = typed(session, "x,y\n1,2\n3,four", 7)
    assert verdict == {"number": 7, "message": "row 2, column y: “four” is no number", "position": 10}
    assert session.explorer.experiment.data == TABLE


def test_columns_that_are_called_otherwise_are_so_in_the_function():
    session = Session(LINK)
    assert typed(session, "Zeit;Weg\n0,3;1,1\n0,9;1,4")["message"] == ""
    assert session.explorer.experiment.expression == "mean((w1 Zeit + w2 - Weg)^2)"
    assert session.explorer.surface.columns == ("Zeit", "Weg")


def test_a_huge_table_is_refused_at_once():
    session = Session(LINK)
    assert "too long" in typed(session, "1,2,3,4\n" * 5001)["message"]
    assert "at most 200" in typed(session, "1,2\n" * 5000, 2)["message"]
    assert session.explorer.experiment.data == TABLE


def test_samples_replace_the_table_and_the_next_one_is_of_the_same_kind():
    session = Session(LINK)
    session.hears(ask={"ask": "sample", "key": "wave"})
    assert session.explorer.experiment.data == SAMPLES["wave"].draw()
    session.hears(ask={"ask": "sample", "key": ""})
    assert session.explorer.experiment.data == SAMPLES["wave"].draw(1)


def test_nonsense_about_data_changes_nothing():
    session = Session(LINK)
    for ask in (
        {"ask": "typed_data", "text": 7, "number": 1},
        {"ask": "typed_data", "text": "x,y\n1,2"},
        {"ask": "sample", "key": ["wave"]},
    ):
        session.hears(ask=ask)
    assert session.explorer.surface.columns == ("x", "y")


def test_a_dragged_point_moves_the_surface_and_compiles_nothing():
    session = Session(LINK)
    compiled = session.explorer.surface.compiled
    moved = {"names": ["x", "y"], "columns": [[0, 1, 2], [1, 2, 9]]}
    session.hears(change={"data": moved})
    assert session.explorer.surface.data.columns[1] == (1, 2, 9)
    assert session.explorer.surface.compiled is compiled


def test_a_surface_of_the_gallery_brings_its_table():
    session = Session(LINK)
    session.hears(ask={"ask": "surface", "key": "decay"})
    assert session.explorer.experiment.data == GALLERY["decay"].data
    assert session.explorer.experiment.data.names == ("x", "y")
    session.hears(ask={"ask": "surface", "key": "bowl"})
    assert session.explorer.experiment.data is None


def test_a_kept_experiment_comes_back_with_its_columns():
    session = Session(LINK)
    kept = {"expression": "mean(softplus(-y (w1 x1 + w2 x2)))", "lesson": ""}
    kept["data"] = {"names": ["x1", "x2", "y"], "columns": [[1, 2], [3, 4], [-1, 1]]}
    session.hears(ask={"ask": "restore", "experiment": kept})
    assert session.explorer.experiment.data.names == ("x1", "x2", "y")
    assert session.explorer.surface.rows == 2
