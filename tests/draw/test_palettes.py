"""Palettes are sent in a third of the bytes, and the browser has the same colours."""

import gzip
import json

from app.panels import constants, contract


def test_the_browser_has_the_palettes_that_were_packed(draw):
    whole, sent = contract()["palettes"], constants()["contract"]["palettes"]
    assert draw("palettes.js", "unpacked", sent) == whole
    sizes = [len(gzip.compress(json.dumps(each).encode())) for each in (sent, whole)]
    assert sizes[0] < sizes[1] / 3
