"""The command writes whole files, or one line that says why not."""

import csv

import numpy as np
import pytest

from app.saved.files import SaveError, save
from app.serving.command import main
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

LINK = "run=adam:eta=0.5&steps=20"


def test_the_ending_of_a_file_says_what_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("run.html", "run.csv", "run.PY"):
        assert main(["--save", name, "--link", f"http://127.0.0.1:5006/?{LINK}#part"]) == 0
    assert capsys.readouterr() == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.PY", "run.csv", "run.html"]
    assert (tmp_path / "run.html").read_text().startswith("<!doctype html>")
    path = descend(OPTIMIZERS["adam"](eta=0.5), GALLERY["bowl"], GALLERY["bowl"].start, 20)
    with (tmp_path / "run.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["w1"]) for row in rows] == path.w1.tolist()
    names: dict = {}
    exec((tmp_path / "run.PY").read_text(), names)
    np.testing.assert_allclose(names["path"], np.array([path.w1, path.w2]).T, rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--save", "run.txt"], ".html"),
        (["--save", "run"], ".html"),
        (["--save", "run.png"], "browser"),
        (["--save", "no/such/run.html"], "cannot be written"),
        (["--save", "folder.html"], "folder"),
        (["--save", "run.html", "--link", "e=w1^^2"], "w1^^2"),
        (["--save", "run.html", "--link", "run=nobody:"], "nobody"),
        (["--save", "run.csv", "--link", "steps=many"], "steps"),
        (["--save", "run.html", "--link", "foo=\n1"], "foo"),
        (["--save", "run.html", "--base", "javascript:alert(1)"], "javascript"),
        (["--save", "run.html", "--base", 'http://a/"><b>'], "http"),
    ],
)
def test_what_cannot_be_saved_is_said_in_one_line(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.html"]


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "run.csv"
    file.write_text("before")
    monkeypatch.setattr(
        "os.replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(SaveError, match="Permission denied"):
        save(file)
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_without_a_file_is_not_taken_in_silence(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--link", "steps=20"])
    assert ended.value.code == 2
    assert "--save" in capsys.readouterr().err
