"""An answer leaves out the runs that the page has computed to the same bits."""

import base64

import pytest
from explorer_page import eventually

PAGES = {
    "momentum on a bowl": ("α", ""),
    "Adam in a valley": ("η", "?e=(1-w1)^2 %2B 100 (w2-w1^2)^2&start=-1,1&run=adam:eta=0.1"),
}
"""The slider to move, and the link. No function is used that two libraries may round differently."""


@pytest.mark.parametrize(("moved", "query"), PAGES.values(), ids=PAGES)
def test_a_run_that_is_the_same_to_the_bit_is_not_sent(visit, moved, query):
    explorer = visit(query)
    explorer.wait_until_settled()
    frames = []

    def note(event):
        frame = event["response"]
        data = frame["payloadData"]
        frames.append(data if frame["opcode"] == 1 else base64.b64decode(data))

    network = explorer.page.context.new_cdp_session(explorer.page)
    network.on("Network.webSocketFrameReceived", note)
    network.send("Network.enable")
    explorer.slider(moved).press("ArrowLeft")
    eventually(
        explorer.page, lambda: any('\\"runs\\"' in frame for frame in frames if isinstance(frame, str))
    )
    explorer.wait_until_settled()
    assert not any(frame for frame in frames if isinstance(frame, bytes))
    assert sum(map(len, frames)) < 301 * 8 * 2  # of seven columns and more
