"""Files that browsers may cache, and pages that they may not."""

import gzip
import io
import json
import re
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest
from explorer_server import running
from PIL import Image

from app import assets
from app.session import page  # noqa: F401 (it registers the picture)

NAMES = ("page.js", "page.css", "bokeh.js", "math.woff2", "picture.json", "service_worker.js")
TYPES = {"js": "text/javascript", "css": "text/css", "json": "application/json", "woff2": "font/woff2"}


@pytest.fixture(scope="module", params=["", "/explorer"])
def address(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("files")
    with running(folder, *(["--prefix", request.param] if request.param else [])) as server:
        yield server.address


def get(url, method="GET", **headers):
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_whole_or_compressed_is_kept_for_ever_and_is_of_its_type(address, name):
    asset = assets.asset(name)
    content, best = asset.content, "br" if asset.brotli else "gzip"  # a checkout has no file in Brotli
    assert gzip.decompress(asset.compressed) == content
    for asked, encoding in (("identity", None), ("gzip", "gzip"), ("gzip, br", best)):
        status, headers, body = get(address + assets.path(name), **{"Accept-Encoding": asked})
        assert (status, headers["Content-Encoding"]) == (200, encoding)
        assert body == {None: content, "gzip": asset.compressed, "br": asset.brotli}[encoding]
        is_small = len(body) < len(content) / 2 or name == "math.woff2"  # which is compressed as it is
        assert encoding is None or is_small
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["Content-Type"].split(";")[0] == TYPES[name.split(".")[-1]]
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Etag"] is None
        assert headers["Service-Worker-Allowed"] == ("../" if name == "service_worker.js" else None)


def test_its_head_has_the_headers_and_no_more(address):
    url = address + assets.path("page.css")
    whole = get(url, **{"Accept-Encoding": "gzip"})
    status, headers, body = get(url, "HEAD", **{"Accept-Encoding": "gzip"})
    assert (status, body) == (200, b"")
    for name in ("Content-Length", "Content-Encoding", "Content-Type", "Cache-Control"):
        assert headers[name] == whole[1][name]


@pytest.mark.parametrize(
    "name",
    [
        "page.000000000000.js",
        "page.js",
        "page.html",
        "",
        "../page.html",
        "..%2fpage.html",
        "%2e%2e/static/page.js",
        "%2fetc%2fpasswd",
        "page.css/page.js",
        "nosuch.000000000000.json",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unknown_file_is_404_and_not_cached(address, name, method):
    status, headers, _ = get(f"{address}assets/{name}", method)
    assert status == 404
    assert headers["Cache-Control"] == "no-store"


def test_an_installed_page_begins_at_the_page_and_all_that_it_keeps_is_there(address):
    html = get(address)[2].decode()
    worker, manifest = (
        re.search(rf"assets/{name}[.]\w+[.]\w+", html)[0] for name in ("service_worker", "manifest")
    )
    assert "assets/service_worker" not in get(f"{address}?embed")[2].decode()
    place = urljoin(address, manifest)
    installed = json.loads(get(place)[2])
    assert {urljoin(place, installed[name]) for name in ("start_url", "scope")} == {address}
    drawn, picture = installed["icons"]
    assert get(urljoin(place, drawn["src"]))[1]["Content-Type"] == drawn["type"]
    phone = Image.open(io.BytesIO(get(urljoin(place, picture["src"]))[2]))
    assert (phone.get_format_mimetype(), phone.size) == (picture["type"], (512, 512))
    assert picture["sizes"] == "512x512"
    assert urljoin(place, picture["src"]) == address + re.search('apple-touch-icon" href="(.*?)"', html)[1]
    kept = json.loads(get(address + worker)[2].decode().splitlines()[0].removeprefix("self.kept = "))
    asked = re.findall('(?:href|src)="assets/(.*?)"', kept["page"])
    assert set(asked) < {f"kept/{file}" for file in kept["files"]}
    assert {get(f"{address}assets/{file}", "HEAD")[0] for file in kept["files"]} == {200}


def test_a_page_comes_compressed_if_asked_for_so(address):
    status, headers, body = get(address, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert b"<title>Trajectory explorer</title>" in gzip.decompress(body)
    assert b"<title>Trajectory explorer</title>" in get(address)[2]
