"""A notebook that is executed, saved and opened again shows its runs live, without a kernel or a server."""

import nbformat
import panel as pn
import pytest
from bokeh.resources import INLINE
from explorer_page import PATIENCE
from nbclient import NotebookClient
from playwright.sync_api import expect

from app import explore
from optimizers import OPTIMIZERS

CELL = """\
from app import explore
from optimizers.adam import Adam

explore("3w1^2+10w2^2", Adam(eta=0.1), start=(-15, 20), steps=300)"""


@pytest.fixture
def new_tab(chromium):
    """Opens empty tabs without a network."""
    complaints, contexts = [], []

    def complain(told):
        of_host = told.location["url"].startswith("https://cdn.")  # where a page of Panel has its own files
        if told.type in ("error", "warning") and not of_host:
            complaints.append(told.text)

    def open_tab():
        context = chromium.new_context(viewport={"width": 1000, "height": 700}, offline=True)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert complaints == []


def live_frame(page):
    """The frame in a page, once it is live."""
    page.locator("iframe").wait_for()
    frame = page.frames[1]
    frame.wait_for_function("() => document.documentElement.dataset.live")
    return frame


def follows_its_slider(frame):
    said = frame.locator(".sentence > p").first
    before = said.inner_text()
    assert before.startswith("With ")
    frame.get_by_role("slider", name="η", exact=True).press("ArrowRight")
    expect(said).not_to_have_text(before)
    expect(frame.locator(".formulas math").first).to_be_visible()


@pytest.mark.filterwarnings("default")  # those of the kernel's own libraries
def test_the_output_of_a_cell_lives_on_in_a_saved_notebook(new_tab, tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)
    ((output,),) = (cell.outputs for cell in again.cells)
    assert output.data["text/plain"].startswith("<Adam(eta=0.1, ")
    page = new_tab()
    page.set_content("<!doctype html><main></main>")
    page.evaluate("markup => { document.querySelector('main').innerHTML = markup }", output.data["text/html"])
    follows_its_slider(live_frame(page))


def test_it_sits_in_other_apps_of_panel(new_tab, tmp_path):
    shown = explore("w1^2 + 2 w2^2", OPTIMIZERS["adam"](eta=0.1))
    file = tmp_path / "app.html"
    pn.Column("# Somebody's app", shown, pn.Row(shown.link)).save(file, resources=INLINE)
    page = new_tab()
    page.goto(file.as_uri())
    follows_its_slider(live_frame(page))
