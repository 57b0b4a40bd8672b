"""`--save` writes a complete file, or one line that says why it cannot."""

import csv
import json
import os
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.saved.files import SaveError, save
from app.serving.command import main
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

LINK = "run=adam:eta=0.5&steps=20"


def test_the_ending_of_a_files_name_decides_its_format(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("run.html", "run.csv", "run.PY", "run.ipynb"):
        assert main(["--save", name, "--link", f"http://127.0.0.1:5006/?{LINK}#part"]) == 0
    assert capsys.readouterr() == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.PY", "run.csv", "run.html", "run.ipynb"]
    assert (tmp_path / "run.html").read_text().startswith("<!doctype html>")
    path = descend(OPTIMIZERS["adam"](eta=0.5), GALLERY["bowl"], GALLERY["bowl"].start, 20)
    with (tmp_path / "run.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["w1"]) for row in rows] == path.w1.tolist()
    names: dict = {}
    exec((tmp_path / "run.PY").read_text(), names)
    np.testing.assert_allclose(names["path"], np.array([path.w1, path.w2]).T, rtol=1e-12)
    cells = json.loads((tmp_path / "run.ipynb").read_text(encoding="utf-8"))["cells"]
    exec("\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code"), names := {})
    np.testing.assert_allclose(names["path"], np.array([path.w1, path.w2]).T, rtol=1e-12)


SAVES = """
import sys
from app.serving.command import main

for name in ("run.csv", "run.html"):
    assert not main(["--save", name])
    print(*sys.modules)
"""


def test_a_file_is_written_without_what_only_a_server_needs(tmp_path):
    command = [sys.executable, "-c", SAVES]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    for_a_table, for_a_page = (set(line.split()) for line in done.stdout.splitlines())
    assert not {"bokeh", "panel", "tornado"} & for_a_table
    assert not {"bokeh.server", "panel", "tornado"} & for_a_page


def test_a_widget_file_is_what_a_link_embeds_and_a_table_has_no_title(tmp_path, capsys):
    file = tmp_path / "widget.html"
    asked = ["--link", f"{LINK}&embed&show=surface,time", "--title", "Adam", "--caption", "On a bowl"]
    assert main(["--save", str(file), *asked]) == 0
    assert 'data-embed="surface time"' in file.read_text(encoding="utf-8")
    assert main(["--save", str(tmp_path / "run.csv"), *asked]) == 2
    assert main(["--save", str(file), "--link", "embed&show=nothing"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert ["only what ends in .html can" in said[0], "“nothing” was not used" in said[1]] == [True, True]
    with pytest.raises(SystemExit):
        main(["--caption", "On a bowl"])
    assert "--save FILE" in capsys.readouterr().err


@pytest.mark.parametrize(("readme", "examples"), [("README.md", 2), ("app/saved/README.md", 7)])
def test_the_examples_of_a_readme_run_as_they_are_written(tmp_path, monkeypatch, readme, examples):
    text = (Path(__file__).parents[2] / readme).read_text(encoding="utf-8")
    commands = re.findall(r"^    trajectory-explorer (.*)", text, re.MULTILINE)
    cells = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(commands) + len(cells) == examples
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("x,y\n0,1\n1,3\n2,4\n")
    for command in commands:
        arguments = shlex.split(command)
        assert main(arguments) == 0
        made = Path(arguments[1])
        assert sum(path.stat().st_size for path in (made, *made.rglob("*"))) > 1000
    for cell in cells:
        *lines, last = cell.strip().splitlines()
        names: dict = {}
        exec("\n".join(lines), names)
        shown = eval(last, names)
        assert shown._repr_html_().startswith("<iframe srcdoc=")


FIT = "e=mean((w1 x %2B w2 - y)^2)&start=0,0&view=-5,5,-5,5&steps=5&run=gradient-descent:eta=0.1"


@pytest.mark.parametrize(
    "text", ["x,y\n0,1\n1,3\n2,5", "\ufeffx;y\r\n0;1,0\r\n1;3\r\n2;5\r\n", "0\t1\n1\t3\n2\t5"]
)
def test_a_file_of_data_takes_the_place_of_the_links(tmp_path, text):
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    for place, link in enumerate((FIT, f"{FIT}&data=x,y;7,7;8,8")):
        file = tmp_path / f"run{place}.csv"
        assert main(["--save", str(file), "--link", link, "--data", str(tmp_path / "points.csv")]) == 0
        with file.open(newline="") as rows:
            first = next(csv.DictReader(rows))
        assert float(first["error"]) == pytest.approx((1 + 9 + 25) / 3)


@pytest.mark.parametrize(
    ("link", "expression"),
    [
        ("e=w1^2+9*w2^2&start=1,1", "w1^2+9*w2^2"),
        ("e=w1^2 + 9 w2^2&start=1,1", "w1^2 + 9 w2^2"),
        ("e=w1^2 %2B w2^2&start=1,1", "w1^2 + w2^2"),
        ("https://example.org/?e=w1^2+*+w2^2&start=1,1", "w1^2 * w2^2"),
    ],
)
def test_a_plus_of_a_typed_link_is_a_plus_and_a_space_in_an_address(tmp_path, link, expression):
    assert main(["--save", str(tmp_path / "run.py"), "--link", link]) == 0
    assert f"E(w1, w2) = {expression}" in (tmp_path / "run.py").read_text()


@pytest.mark.parametrize(
    ("text", "link", "words"),
    [
        ("x,y\n0,a", FIT, "row 1, column y"),
        ("x,y\n0,1", "e=w1^2", "neither mean(...) nor sum(...)"),
        ("u,v\n0,1", FIT, "x"),
        (None, FIT, "cannot be read"),
        ("Größe,y\n0,1".encode("latin-1"), FIT, "save it as CSV in UTF-8"),
    ],
)
def test_data_that_cannot_be_used_are_refused_in_one_line(tmp_path, capsys, text, link, words):
    if text is not None:
        (tmp_path / "points.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    file = tmp_path / "run.csv"
    assert main(["--save", str(file), "--link", link, "--data", str(tmp_path / "points.csv")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--save", "run.txt"], ".html"),
        (["--save", "run"], ".html"),
        (["--save", "run.pdf"], "use Share on the page; what is saved ends in .html"),
        (["--save", "run.csv", "--link", "e=nope&steps=0"], "“0” was not used: it is a whole number"),
        (["--save", "run.csv", "--link", "e=mean((w1 x - y)^2)"], "--data FILE"),
        (["--save", "no/such/run.html"], "cannot be written"),
        (["--save", "folder.html"], "folder"),
        (["--save", "run.html", "--link", "e=w1^^2"], "w1^^2"),
        (["--save", "run.html", "--link", "run=nobody:"], "nobody"),
        (["--save", "run.csv", "--link", "steps=many"], "steps"),
        (["--save", "run.html", "--link", "foo=\n1"], "foo"),
        (["--save", "run.html", "--link", "/etc/passwd"], "/etc/passwd"),
        (["--save", "run.html", "--link", "file:///etc/passwd"], "file:///etc/passwd"),
        (["--save", "run.html", "--link", "https://a/?e=@/etc/passwd"], "@/etc/passwd"),
        (["--save", "run.html", "--base", "javascript:alert(1)"], "javascript"),
        (["--save", "run.html", "--base", 'http://a/"><b>'], "http"),
    ],
)
def test_an_experiment_that_cannot_be_saved_is_reported_in_one_line(
    tmp_path, monkeypatch, capsys, arguments, words
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.html"]


def test_a_title_that_no_file_can_hold_is_refused(tmp_path, capsys):
    assert main(["--save", str(tmp_path / "run.html"), "--title", "caf\udce9"]) == 2
    assert "is not UTF-8" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_replaced_stays_as_private_as_it_was(tmp_path):
    file = tmp_path / "run.csv"
    file.write_text("before")
    file.chmod(0o600)
    save(file)
    assert file.stat().st_mode & 0o777 == 0o600


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


def test_a_full_disk_leaves_no_partial_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "run.csv"
    file.write_text("before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        assert main(["--save", "run.csv"]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    said = capsys.readouterr().err
    assert "run.csv cannot be written: File too large" in said
    assert said.count("\n") == 1
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


PLACES = {
    "a file": ("file.csv", None),
    "a file by way of another folder": ("folder/../run.csv", None),
    "a link to a file": ("link.csv", None),
    "a link to nothing": ("dangling.csv", None),
    "a link to itself": ("loop.csv", None),
    "a file through a link to a folder": ("way/run.csv", None),
    "a folder": ("folder.csv", "it is a folder"),
    "a link to a folder": ("way.csv", "it is a folder"),
    "a pipe": ("pipe.csv", "it is a device or a pipe"),
    "a link to a device": ("null.csv", "it is a device or a pipe"),
    "what is being written beside it": ("taken.csv", "File exists"),
    "a file in a file": ("file.csv/run.csv", "Not a directory"),
    "a name that is too long": ("x" * 300 + ".csv", "File name too long"),
    "a device": ("/dev/null", ".html"),
    "the output": ("/dev/stdout", ".html"),
    "a name that is an ending": (".csv", ".html"),
    "nothing": ("", ".html"),
}


@pytest.mark.parametrize(("place", "why_not"), PLACES.values(), ids=PLACES)
def test_a_file_replaces_a_file_or_a_link_and_nothing_else(tmp_path, monkeypatch, place, why_not):
    monkeypatch.chdir(tmp_path)
    for folder in ("folder", "folder.csv"):
        Path(folder).mkdir()
    for file in ("file.csv", "kept.csv", f".taken.csv.{os.getpid()}"):
        Path(file).write_text("before")
    links = {
        "link.csv": "kept.csv",
        "dangling.csv": "nosuch",
        "loop.csv": "loop.csv",
        "null.csv": "/dev/null",
    }
    for link, to in {**links, "way": "folder", "way.csv": "folder"}.items():
        Path(link).symlink_to(to)
    os.mkfifo("pipe.csv")
    before = sorted(tmp_path.rglob("*"))
    if why_not is None:
        save(place)
        assert Path(place).is_file()
        assert not Path(place).is_symlink()
        assert Path(place).read_text().startswith("run,")
    else:
        with pytest.raises(SaveError, match=why_not):
            save(place)
        assert sorted(tmp_path.rglob("*")) == before
        assert Path("pipe.csv").is_fifo()
        assert Path("file.csv").read_text() == "before"
    assert Path("kept.csv").read_text() == Path(f".taken.csv.{os.getpid()}").read_text() == "before"
    assert not Path("folder/nosuch").exists()


def test_a_link_without_a_file_is_an_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--link", "steps=20"])
    assert ended.value.code == 2
    assert "--save" in capsys.readouterr().err
