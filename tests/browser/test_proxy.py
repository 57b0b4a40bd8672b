"""The nginx configuration and the systemd unit that come with the package."""

import concurrent.futures
import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import by_hand
import pytest
from explorer_page import PATIENCE, ExplorerPage
from explorer_server import running
from playwright.sync_api import expect
from ports import free_port

import app
from app import assets

SERVING = Path(app.__file__).parent / "serving"
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    {temporary}
    log_format routes "$uri $upstream_addr $explorer";
    access_log {folder}/access.log routes;
    include {folder}/explorer.conf;
}}
"""

pytestmark = pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="needs nginx and openssl")


def fetch(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(
            request, timeout=20, context=ssl._create_unverified_context()
        ) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def configure(folder, port, *servers):
    """Write our configuration, with addresses of this machine."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    subprocess.run(
        [*request, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    config = (SERVING / "nginx.conf").read_text()
    for stands, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/certs/example.org.pem": str(certificate),
        "/etc/ssl/private/example.org.key": str(key),
        "127.0.0.1:5001": servers[0],
        "127.0.0.1:5002": servers[1],
    }.items():
        assert stands in config
        config = config.replace(stands, here)
    (folder / "explorer.conf").write_text(config)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, temporary=temporary))


@contextlib.contextmanager
def proxying(folder, port, how=signal.SIGTERM):
    """Run an nginx that is configured, and end it with all its processes."""
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], start_new_session=True)
    try:
        eventually(lambda: process.poll() is not None or listens(port))
        assert process.poll() is None
        yield f"https://127.0.0.1:{port}/explorer/"
    finally:
        os.killpg(process.pid, how)
        process.wait(timeout=PATIENCE)


@contextlib.contextmanager
def proxy(folder, port, *servers):
    configure(folder, port, *servers)
    with proxying(folder, port) as address:
        yield address


def eventually(check):
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """Two servers behind an nginx: its folder and its address."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    options = ("--prefix", "/explorer", "--allow-origin", f"127.0.0.1:{port}")
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAJECTORY_EXPLORER_SECRET", "as long as it should be, and the same")
        with running(folder / "one", *options) as one, running(folder / "two", *options) as two:
            servers = [server.address.split("/")[2] for server in (one, two)]
            with proxy(folder, port, *servers) as address:
                yield folder, address


def test_pages_work_and_their_websockets_go_where_the_page_was_made(chromium, proxied):
    folder, address = proxied
    for _ in range(4):
        context = chromium.new_context(ignore_https_errors=True)
        tab, complaints = context.new_page(), []
        tab.on("console", lambda message, complaints=complaints: complaints.append(message.text))
        tab.on("request", lambda request, complaints=complaints: complaints.append(request.url))
        page = ExplorerPage(tab, address)
        page.slider("α").press("ArrowLeft")
        page.eventually_follows(by_hand.momentum((-15.0, 20.0), 0.001, 0.89, 300))
        context.close()
        assert not [text for text in complaints if text.startswith("http") and not text.startswith(address)]
        assert not [text for text in complaints if "violates" in text or "Failed" in text]
    log = folder / "access.log"
    eventually(lambda: log.read_text().count("/explorer/ws ") >= 4)  # each is logged when it has ended
    routes = [line.split() for line in log.read_text().splitlines()]
    by_browser = {}
    for path, server, browser in routes:
        if path in ("/explorer/", "/explorer/ws"):
            by_browser.setdefault(browser, []).append((path, server))
    assert len(by_browser) == 4
    for visits in by_browser.values():
        assert {path for path, _ in visits} == {"/explorer/", "/explorer/ws"}
        assert len({server for _, server in visits}) == 1


def test_any_server_has_the_files_of_a_page_and_the_proxy_passes_them_through(proxied):
    folder, address = proxied

    def servers():
        """The servers that the log has for the file so far; a request is logged after its answer."""
        log = (folder / "access.log").read_text().splitlines()
        return [line.split()[1] for line in log if "/assets/bokeh." in line]

    before, visits = len(servers()), 32  # all are hashed to one server with a probability of 2 in 2^32
    for visit in range(visits):
        wanted = {"Accept-Encoding": "gzip", "Cookie": f"explorer={visit:032x}"}
        status, headers, body = fetch(address + assets.path("bokeh.js"), **wanted)
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in headers["Cache-Control"]
        assert body == assets.asset("bokeh.js").compressed
    eventually(lambda: len(servers()) >= before + visits)
    assert len(set(servers()[before:])) == 2


def test_pages_are_compressed_and_the_path_is_made_whole(proxied):
    _, address = proxied
    headers = fetch(address.rstrip("/"), **{"Accept-Encoding": "gzip"})[1]
    assert headers["Content-Encoding"] == "gzip"
    assert "Content-Security-Policy" in headers
    assert fetch(address + "liveness")[0] == 200


def test_new_sessions_beyond_the_limit_wait(proxied):
    _, address = proxied
    rate = int(re.search(r"rate=(\d+)r/s", (SERVING / "nginx.conf").read_text())[1])
    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(2 * rate) as pool:
        found = list(pool.map(lambda _: fetch(address)[0], range(2 * rate)))
    assert found == [200] * 2 * rate
    assert time.perf_counter() - begin > (2 * rate - 1) / rate - 0.1


def test_a_page_loses_nothing_when_its_server_and_the_proxy_are_killed(chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAJECTORY_EXPLORER_SECRET", "as long as it should be, and the same")
    port, places = free_port(), [free_port(), free_port()]
    configure(tmp_path, port, *(f"127.0.0.1:{place}" for place in places))
    options = ("--prefix", "/explorer", "--allow-origin", f"127.0.0.1:{port}", "--port")
    context = chromium.new_context(ignore_https_errors=True)
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()

    def change(values, path):
        page.enter("α value", values)
        page.eventually_follows(path)
        page.eventually(lambda: f"alpha={values}" in page.page.url)
        page.wait_until_settled()
        assert page.page.evaluate("window.marked"), "it is still the page that it was"

    with contextlib.ExitStack() as later:
        one = later.enter_context(running(folders[0], *options, str(places[0])))
        with proxying(tmp_path, port, signal.SIGKILL) as address:
            page = ExplorerPage(context.new_page(), address)
            page.page.evaluate("window.marked = true")
            later.enter_context(running(folders[1], *options, str(places[1])))
            os.kill(one.pid, signal.SIGKILL)
            change("0.5", by_hand.momentum((-15.0, 20.0), 0.001, 0.5, 300))
        expect(page.page.locator("#connection")).to_contain_text("Connection lost")
        with proxying(tmp_path, port):
            change("0.75", by_hand.momentum((-15.0, 20.0), 0.001, 0.75, 300))
            context.close()


def test_without_a_server_the_page_comes_by_itself(tmp_path):
    nobody = f"127.0.0.1:{free_port()}"
    with proxy(tmp_path, free_port(), nobody, nobody) as address:
        status, headers, _ = fetch(address)
    assert status == 502
    assert headers["Refresh"] == "3"


def test_the_unit_is_valid(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    name = "trajectory-explorer@.service"
    unit, text = tmp_path / name, (SERVING / name).read_text()
    assert "Environment=PYTHONMALLOC=malloc\n" in text
    unit.write_text(text.replace("/opt/trajectory-explorer/bin/trajectory-explorer", shutil.which("true")))
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "trajectory-explorer" not in found.stderr
