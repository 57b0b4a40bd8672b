"""Notebooks in a kernel of Jupyter: the one that is exported, and one with the component."""

import nbformat
import pytest
from nbclient import NotebookClient

from app import TrajectoryExplorer, explore

COMPONENT = (
    "import panel as pn\nfrom app import TrajectoryExplorer\npn.extension()",
    'explorer = TrajectoryExplorer("w1^2 + 9 w2^2", "adam", eta=0.1)\nexplorer',
    "explorer.steps = 50",
    "print(explorer.trajectory.t.size, explorer.trajectory.w1[-1])",
)


@pytest.fixture
def run_cells(tmp_path):
    """Executes a notebook, and returns what its cells print and show."""

    def run(notebook):
        options = {"timeout": 120, "kernel_name": "python3", "resources": {"metadata": {"path": tmp_path}}}
        NotebookClient(notebook, **options).execute()
        return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]

    return run


def printed(outputs):
    return "".join(output.text for output in outputs if output.output_type == "stream")


def test_an_exported_notebook_runs_and_prints_where_each_run_ends(run_cells, tmp_path):
    shown = explore("(w1^2 - 1)^2 + w2^2", ["adam", "momentum"], schedule="cosine", steps=40)
    shown.save(tmp_path / "runs.ipynb")
    _, momentum, adam, _ = run_cells(nbformat.read(tmp_path / "runs.ipynb", as_version=4))
    for path, outputs in zip(shown.trajectories, (adam, momentum), strict=True):
        numbers = printed(outputs).partition("[")[2].rstrip("]\n").split()
        assert [float(number) for number in numbers] == pytest.approx([path.w1[-1], path.w2[-1]], abs=1e-7)


@pytest.mark.filterwarnings("default")  # those of the kernel's own libraries
def test_the_component_is_shown_in_a_notebook_and_follows_it(run_cells):
    cells = [nbformat.v4.new_code_cell(source) for source in COMPONENT]
    _, shown, _, said = run_cells(nbformat.v4.new_notebook(cells=cells))
    assert "application/vnd.holoviews_exec.v0+json" in shown[-1].data
    explorer = TrajectoryExplorer("w1^2 + 9 w2^2", "adam", eta=0.1)
    explorer.steps = 50
    assert printed(said) == f"51 {explorer.trajectory.w1[-1]}\n"
