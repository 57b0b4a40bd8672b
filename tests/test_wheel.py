"""What is installed: one name, which no module of a user's own can take, short names, minified scripts."""

import ast
import gzip
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from app.bundles import SCRIPTS

ROOT = Path(__file__).parent.parent
NAME = "trajectory_explorer"
SHORT = ("app", "optimizers", "surfaces")


PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def build(kind, folder):
    """Make a distribution of the checkout as pip does, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


def unpacked(wheel):
    site = wheel.parent / "site"
    zipfile.ZipFile(wheel).extractall(site)
    return site


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build("sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The wheel that pip makes of the source distribution."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
    subprocess.run([*PIP, "wheel", *options, sdist], check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel):
    return unpacked(wheel)


def run(folder, *arguments, path):
    """Run Python in a folder, with others on its path, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_lies_in_one_package_and_a_short_name_only_leads_there(installed):
    places = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}
    outside = {str(place) for place in places if place.parts[0] != NAME and "dist-info" not in place.parts[0]}
    assert outside == {f"{name}/__init__.py" for name in SHORT}
    for folder in (*SHORT, "static"):
        in_checkout = {
            path.relative_to(ROOT)
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not {"__pycache__", "pictures"} & set(path.parts)
        }
        assert in_checkout
        assert {Path(NAME) / path for path in in_checkout} <= places
    assert Path(NAME) / "py.typed" in places
    assert not any({"__pycache__", "pictures"} & set(place.parts) for place in places)


def test_type_checkers_see_all_of_its_names(installed):
    tree = ast.parse((installed / NAME / "__init__.py").read_text(encoding="utf-8"))
    (names,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    (checked,) = (node.body for node in tree.body if isinstance(node, ast.If))
    imported = [alias.name for node in checked for alias in node.names]
    assert sorted(imported) == sorted(ast.literal_eval(names))
    assert all(node.module.startswith(f"{NAME}.") for node in checked)


def test_no_module_of_it_imports_another_by_a_short_name(installed):
    for path in (installed / NAME).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            assert not {name.partition(".")[0] for name in names} & set(SHORT), f"{path}:{node.lineno}"


EXPLORES = """
import app, optimizers, surfaces
from trajectory_explorer import OPTIMIZERS, ExpressionError, Surface, descend, explore
from trajectory_explorer.app.serving.command import main

shown = explore("w1^2 + 9 w2^2", OPTIMIZERS["adam"](eta=0.5), start=(4, 3), steps=20)
path = descend(OPTIMIZERS["adam"](eta=0.5), Surface.parse("w1^2 + 9 w2^2"), (4.0, 3.0), 20)
assert shown.trajectory.w1.tolist() == path.w1.tolist()
assert not main(["--save", "page.html"])
html = shown._repr_html_()
assert html.startswith("<iframe")
print(app.whose, optimizers.whose, surfaces.whose)
print(len(html.encode()))
"""


@pytest.fixture(scope="module")
def explored(installed, tmp_path_factory):
    """What Python prints beside modules of a user's own, and the page that the command saves there."""
    folder = tmp_path_factory.mktemp("users")
    for name in SHORT:
        (folder / f"{name}.py").write_text("whose = 'the user'")
    return run(folder, "-c", EXPLORES, path=[installed]).splitlines(), folder / "page.html"


def test_it_works_beside_modules_of_a_users_own_that_have_the_short_names(explored):
    printed, saved = explored
    assert printed[0] == "the user the user the user"
    assert saved.stat().st_size > 1000


minified = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("brotli", "minify_html"))),
    reason="what makes the scripts small has no wheel here",
)


@minified
def test_its_scripts_are_minified_and_compressed_and_whole(installed, node):
    folder = installed / NAME / "minified"
    assert {path.name for path in folder.iterdir()} == {*SCRIPTS, *(f"{name}.br" for name in SCRIPTS)}
    for name, make in SCRIPTS.items():
        script, whole = (folder / name).read_text(encoding="utf-8"), make()
        assert len(script) < 0.95 * len(whole), name
        assert set(re.findall(r"\bmodule_\w+", script)) == set(re.findall(r"\bmodule_\w+", whole)), name
        assert "</script" not in script.lower(), name
        assert script.startswith('"use strict";'), name
        assert decompressed((folder / f"{name}.br").read_bytes(), "br") == script.encode(), name
        assert node.call('async (text) => Boolean(new (require("node:vm").Script)(text))', script), name


def test_the_scripts_are_made_of_the_modules_where_they_are_not_minified(tmp_path):
    code = "from app import assets; print(assets.content('page.js').decode().count('\\n'))"
    assert int(run(tmp_path, "-c", code, path=[ROOT])) > 1000


@pytest.fixture
def address(installed, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", NAME, "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        yield server.stdout.readline().split()[-1]
        server.terminate()


def decompressed(body, encoding):
    import brotli  # which is not everywhere

    return {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](body)


def get(url):
    """Return what a server answers, decompressed, and how many bytes come."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip, br"})
    with urllib.request.urlopen(request) as response:
        body = response.read()
        bytes_ = len(str(response.headers)) + len(body)
        return decompressed(body, response.headers["Content-Encoding"]), bytes_


@minified
def test_a_first_visit_loads_348_kilobytes_and_a_second_one_30(address):
    page, again = get(address)
    # The icon is loaded by who installs the page.
    first = r'<(?:link|script)(?! rel="apple)[^>]* (?:href|src)="(assets/[^"]+)"'
    links = re.findall(first, page.decode())
    kinds = {re.sub(r"\.\w{12}\.", ".", link.removeprefix("assets/")) for link in links}
    assert kinds == {"manifest.json", "page.css", "picture.json", "math.woff2", "page.js", "bokeh.js"}
    assert again <= 30_000
    assert again + sum(get(address + link)[1] for link in links) <= 348_000
    # The compressed script of the wheel is not sent in place of one that is made of more.
    assert (
        b"SVGRenderingContext2D" in get(address + re.search(r"assets/print[.]\w+[.]js", page.decode())[0])[0]
    )


@minified
def test_the_page_as_one_file_and_in_a_notebook_has_680_kilobytes(explored):
    printed, saved = explored
    assert saved.stat().st_size <= 680_000
    assert int(printed[1]) <= 680_000


SAME = """
import app.saved.notebook
from optimizers.adam import Adam
from surfaces.worker import Worker
import surfaces, trajectory_explorer
from trajectory_explorer.app.saved import notebook
from trajectory_explorer.optimizers import OPTIMIZERS

assert app.saved.notebook is notebook and app.explore is trajectory_explorer.explore
assert OPTIMIZERS["adam"] is Adam
import optimizers.instructions
assert optimizers.instructions is optimizers.__dict__["instructions"] and callable(optimizers.instructions)
assert surfaces.Surface is trajectory_explorer.Surface
app.explore("w1^2 + 9 w2^2", Adam(eta=0.5))
worker = Worker()
print(worker.compile("w1 w2", seconds=60))
worker.close()
"""


def test_a_short_name_leads_to_the_same_modules_where_nobody_else_has_it(installed, tmp_path):
    assert "w1" in run(tmp_path, "-c", SAME, path=[installed])
    assert "--save" in run(tmp_path, "-m", "app", "--help", path=[installed])


def test_the_source_distribution_has_all_that_builds_tests_and_documents_it(sdist):
    with tarfile.open(sdist) as archive:
        names = {Path(*Path(name).parts[1:]).as_posix() for name in archive.getnames()}
    assert {"README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "pyproject.toml"} <= names
    assert {".wheel/build.py", ".ci/run", "tests/run", "tests/test_wheel.py"} <= names
    assert {"app/README.md", ".github/CONTRIBUTING.md", "static/pictures/explorer.png"} <= names
    assert not [name for name in names if name.startswith(".venv") or "__pycache__" in name]


def test_the_wheel_installs_into_a_fresh_environment(wheel, installed, tmp_path):
    """Its dependencies are those of this environment, which the fresh one sees behind its own packages."""
    home = tmp_path / "fresh"
    venv.create(home)
    where = {"base": str(home), "platbase": str(home)}
    scripts, site = (Path(sysconfig.get_path(name, "venv", where)) for name in ("scripts", "purelib"))
    python, command = scripts / "python", scripts / "trajectory-explorer"
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    options = ("--no-deps", "--no-index", "--no-compile", "--ignore-installed")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def call(*arguments):
        return subprocess.run(
            arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        ).stdout

    def files(folder):
        return {path.relative_to(folder) for path in (folder / NAME).rglob("*.*") if path.suffix != ".pyc"}

    call(*PIP, "--python", python, "install", *options, wheel)
    assert files(site) == files(installed)
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert call(command, "--version") == f"trajectory-explorer {version}\n"


EDITABLE = """
import trajectory_explorer as package

print(*(getattr(package, name) for name in package.__all__))
import app.saved.notebook

print(package.explore.__module__)
"""


def test_an_editable_install_has_the_same_names_and_the_modules_of_the_checkout(tmp_path):
    site = unpacked(build("wheel:editable", tmp_path))
    (pth,) = site.glob("*.pth")
    assert pth.read_text() == str(ROOT)
    *names, module = run(tmp_path, "-c", EDITABLE, path=[site, ROOT]).splitlines()
    assert "optimizers" in "".join(names)
    assert module == "app.saved.notebook"
    assert "--save" in run(tmp_path, "-m", NAME, "--help", path=[site, ROOT])
