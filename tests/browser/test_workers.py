"""Several worker processes without a proxy: one may render the page, and another answer its websocket."""

import by_hand
import pytest
from explorer_server import running


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("workers"), "--workers", "2") as server:
        yield server


@pytest.mark.parametrize("visit", range(6))
def test_a_page_works_and_stays_on_this_host_whichever_worker_answers(new_page, visit):
    page = new_page()
    page.slider("α").press("ArrowLeft")
    page.eventually_follows(by_hand.momentum((-15.0, 20.0), 0.001, 0.89, 300))
