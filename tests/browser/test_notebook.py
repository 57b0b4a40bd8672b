"""A notebook that is executed, saved and opened again shows its runs live, without a kernel or a server."""

import nbformat
import numpy as np
import panel as pn
import pytest
from nbclient import NotebookClient
from playwright.sync_api import expect

from app import explore
from optimizers import OPTIMIZERS

CELL = """\
from app import explore
from optimizers.adam import Adam

explore("3w1^2+10w2^2", Adam(eta=0.1), start=(-15, 20), steps=300)"""


@pytest.fixture
def show(chromium):
    """Shows markup as notebooks do, in a page without a network, and returns the frame in it."""
    complaints, contexts = [], []

    def show_markup(markup):
        context = chromium.new_context(viewport={"width": 1000, "height": 700}, offline=True)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_content("<!doctype html><main></main>")
        page.evaluate("markup => { document.querySelector('main').innerHTML = markup }", markup)
        page.wait_for_function("frames[0]?.document.documentElement.dataset.live")
        return page.frame_locator("iframe")

    yield show_markup
    for context in contexts:
        context.close()
    assert complaints == []


def follows_its_slider(frame):
    said = frame.locator(".status > p").first
    before = said.inner_text()
    assert "E = " in before
    frame.get_by_role("slider", name="η", exact=True).press("ArrowRight")
    expect(said).not_to_have_text(before)
    expect(frame.locator(".formulas math").first).to_be_visible()


@pytest.mark.filterwarnings("default")  # those of the kernel's own libraries
def test_the_output_of_a_cell_lives_on_in_a_saved_notebook(show, tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)
    ((output,),) = (cell.outputs for cell in again.cells)
    assert output.data["text/plain"].startswith("<Adam(eta=0.1, ")
    follows_its_slider(show(output.data["text/html"]))


def test_it_sits_in_other_apps_of_panel(show):
    shown = explore("w1^2 + 2 w2^2", OPTIMIZERS["adam"](eta=0.1))
    column = pn.Column("# Somebody's app", shown)
    assert isinstance(column[1], pn.pane.HTML)
    follows_its_slider(show(column[1].object))
    assert np.isfinite(shown.trajectory.error).all()
