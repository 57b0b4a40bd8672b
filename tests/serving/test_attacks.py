"""Tables of attacks and what holds each: over HTTP, as bytes over real sockets, and in the command's options.

What a file may replace that the command saves is in tests/saved/test_files.py.
"""

import base64
import contextlib
import json
import re
import socket
from urllib.parse import urlsplit

import pytest
from explorer_server import running
from hypothesis import given
from hypothesis import strategies as st

from app import assets
from app.serving import guard
from app.serving.command import arguments

PREFIX = "/tool"
EVIL = "evil.example"
SCRIPT = "<script>evil</script>"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with running(tmp_path_factory.mktemp("attacked"), "--prefix", PREFIX) as server:
        yield urlsplit(server.address)


def ask(address, first, *headers):
    """Send a request of one's own making; return the status (0 if none came), the headers and the content."""
    host = (
        [] if any(header.lower().startswith("host:") for header in headers) else [f"Host: {address.netloc}"]
    )
    request = "\r\n".join([first, *host, "Connection: close", *headers, "", ""])
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        received = b""
        with contextlib.suppress(ConnectionError):
            while more := connection.recv(100_000):
                received += more
    if not received:
        return 0, {}, ""
    head, _, content = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return (
        int(status.split(" ")[1]),
        [line.split(": ", 1) for line in lines],
        content.decode("utf-8", "replace"),
    )


def get(path, *headers):
    return (f"GET {path} HTTP/1.1", *headers)


def post(*headers):
    return (f"POST {PREFIX}/ HTTP/1.1", *headers)


def not_there(paths):
    """Rows of the table for paths at which there is nothing."""
    return {name: (get(path), NOT_FOUND) for name, path in paths.items()}


PAGE, FILE = f"{PREFIX}/", f"{PREFIX}/{assets.path('page.css')}"
TABLE = f"{PAGE}?e=mean((w1*x-y)%5E2)"
UPGRADE = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {'A' * 22}==")
NOT_FOUND, REFUSED, TAKEN = (403, 404), (0, 400, 405, 411, 413, 431, 501), (200,)
ATTACKS = {
    # Headers
    "a forged host": (get(PAGE, f"Host: {EVIL}"), TAKEN),
    "a forged host of a proxy": (get(PAGE, f"X-Forwarded-Host: {EVIL}", f"Forwarded: host={EVIL}"), TAKEN),
    "a forged address of a proxy": (get(PAGE, f"X-Forwarded-For: {SCRIPT}", f"X-Real-IP: {EVIL}"), TAKEN),
    "a forged prefix of a proxy": (get(PAGE, f"X-Forwarded-Prefix: //{EVIL}"), TAKEN),
    "a browser with markup": (get(PAGE, f"User-Agent: {SCRIPT}", f"Referer: {SCRIPT}"), TAKEN),
    "a header in the query": (get(f"{PAGE}?e=w1%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a{SCRIPT}"), TAKEN),
    "a header in the path": (get(f"{PREFIX}/%0d%0aSet-Cookie:%20evil=1"), NOT_FOUND),
    "a table whose names are code": (get(f"{TABLE}&data=__import__,exp;1,2;{SCRIPT},nan"), TAKEN),
    "a table of 30,000 cells": (get(f"{TABLE}&data=x,y{';1,2' * 15_000}"), (*TAKEN, *REFUSED)),
    "a very long header": (get(PAGE, f"X-Evil: {'x' * 100_000}"), REFUSED),
    "two lengths of one body": (post("Content-Length: 5", "Content-Length: 6"), REFUSED),
    "a length and pieces": (post("Content-Length: 5", "Transfer-Encoding: chunked"), REFUSED),
    "a body": (post("Content-Length: 0"), REFUSED),
    "a body that is announced": (get(PAGE, "Content-Length: 100000000"), REFUSED),
    "a method that echoes": ((f"TRACE {PAGE} HTTP/1.1", f"X-Evil: {EVIL}"), REFUSED),
    "a tunnel": ((f"CONNECT {EVIL}:443 HTTP/1.1",), (*REFUSED, *NOT_FOUND)),
    "a proxied address": (get(f"http://{EVIL}/"), NOT_FOUND),
    # Cookies
    "a chosen session in a cookie": (get(PAGE, f"Cookie: bokeh-session-id={EVIL}; user={SCRIPT}"), TAKEN),
    "a chosen session in a header": (get(PAGE, f"Bokeh-Session-Id: {EVIL}"), (*TAKEN, 403)),
    "a chosen session in the query": (get(f"{PAGE}?bokeh-session-id={EVIL}"), (*TAKEN, 403)),
    # Origins: see also tests/serving/test_guard.py
    "a file for another page": (get(FILE, f"Origin: https://{EVIL}"), TAKEN),
    "a page for another page": (get(PAGE, f"Origin: https://{EVIL}", "Sec-Fetch-Site: cross-site"), TAKEN),
    "leave to do anything": ((f"OPTIONS {PAGE} HTTP/1.1", f"Origin: https://{EVIL}"), REFUSED),
    "a socket of another page": (get(f"{PREFIX}/ws", *UPGRADE, f"Origin: http://{EVIL}"), (*REFUSED, 403)),
    "a socket with a token of words": (
        get(f"{PREFIX}/ws", *UPGRADE, f"Sec-WebSocket-Protocol: bokeh, {EVIL}"),
        (*REFUSED, 403),
    ),
    # Paths
    **not_there(
        {
            "a path that climbs": f"{PREFIX}/assets/../../../etc/passwd",
            "a path that climbs, escaped": f"{PREFIX}/assets/%2e%2e/%2e%2e/etc/passwd",
            "a path that climbs, escaped twice": f"{PREFIX}/assets/%252e%252e%252fetc/passwd",
            "a path that climbs, otherwise": f"{PREFIX}/assets/..%5c..%5capp%5cserving%5cserver.py",
            "a path that begins anew": f"{PREFIX}/assets//etc/passwd",
            "a path with an end": f"{FILE}%00.png",
            "a path with parameters": f"{FILE};evil",
            "a source of the page": f"{PREFIX}/assets/page.js",
            "another version of a file": re.sub(r"\.\w+\.css", ".000000000000.css", FILE),
            # The prefix
            "no prefix": "/",
            "no prefix for a socket": "/ws",
            "a longer prefix": f"{PREFIX}box/",
            "a prefix and more": f"{PREFIX}.{EVIL}/",
            "a prefix in capitals": f"{PREFIX.upper()}/",
            "a prefix twice": f"{PREFIX}{PREFIX}/",
            "a prefix of a host": f"//{EVIL}{PREFIX}/",
            "a prefix that climbs": f"{PREFIX}/../{PREFIX}/../etc/passwd",
            # Caches: see also below
            "a page that looks like a file": f"{PREFIX}/evil.css",
            "a page with the name of a file": f"{PREFIX}/;evil.js",
            "a page below a page": f"{PAGE}index.html/evil.png",
            "a page that is escaped": f"{PREFIX}/%3fevil.css",
        }
    ),
    # Caches
    "a file with a query": (get(f"{FILE}?e={SCRIPT}"), TAKEN),
    "a file of a forged host": (get(FILE, f"Host: {EVIL}", f"X-Forwarded-Host: {EVIL}"), TAKEN),
    "a page that is not new": (get(PAGE, "If-None-Match: *"), (200, 304)),
    "a part of a page": (get(f"{PAGE}?e={SCRIPT}", "Range: bytes=0-5"), (200, 206)),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_nothing(address, name):
    request, expected = ATTACKS[name]
    status, headers, content = ask(address, *request)
    assert status in expected
    names = {header.lower() for header, _ in headers}
    found = {header.lower(): value for header, value in headers}
    assert not names & {
        "set-cookie",
        "location",
        "server",
        "access-control-allow-origin",
        "access-control-allow-methods",
    }
    assert EVIL not in json.dumps(headers)
    assert EVIL not in content
    assert SCRIPT not in content
    assert not re.search(r"root:.*:0:0|Traceback|\bdef \w+\(self", content)
    if status == 200:
        assert found["x-content-type-options"] == "nosniff"
        assert found["cross-origin-resource-policy"] == "same-origin"
    if found.get("content-type", "").startswith("text/html") and status == 200:
        assert found["cache-control"] == "no-store"
        assert "frame-ancestors" in found["content-security-policy"]
        token = re.search(r'"token": ?"([^".]+)', content)[1]
        session = json.loads(base64.urlsafe_b64decode(token + "=="))["session_id"]
        assert len(session) >= 40
        assert re.fullmatch(r"[\w.-]+", session)
        assert EVIL not in session
    elif status == 200:  # a file is the same for all, whatever comes with the request
        assert content == assets.asset("page.css").content.decode()
        assert "immutable" in found["cache-control"]
    elif status in NOT_FOUND:
        assert "immutable" not in found.get("cache-control", "")


HOSTS = [
    "https://blog.example.org",
    "localhost:8000",
    "EXAMPLE.org",
    "xn--bcher-kva.example:443",
    "127.0.0.1",
]
NO_HOSTS = {
    "everybody": "*",
    "all below a host": "https://*.example.org",
    "a scheme that is a script": "javascript:alert(1)",
    "a keyword": "'none'",
    "a second directive": "example.org; script-src *",
    "a second policy": "example.org, default-src *",
    "a second header": "example.org\r\nSet-Cookie: evil=1",
    "a path": "https://example.org/path",
    "a query": "example.org?evil",
    "a user": "https://example.org@evil.example",
    "a port that is none": "example.org:70000",
    "an address in brackets": "[::1]:80",
}


def allowed(text):
    """The hosts that may show the page in a frame, as the command understands the option."""
    return arguments().parse_args([f"--allow-embed={text}"]).allow_embed


@pytest.mark.parametrize("text", NO_HOSTS.values(), ids=NO_HOSTS)
def test_an_invalid_host_may_not_frame_the_page(text, capsys):
    with pytest.raises(SystemExit) as ended:
        allowed(text)
    assert ended.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "--allow-embed" in last
    assert "is not a host" in last
    assert last.isprintable()


@pytest.mark.parametrize("text", HOSTS)
def test_a_host_may_frame_the_page_and_nothing_else_changes(text):
    assert guard.policy(allowed(text)) == f"{guard.policy()} {text}"


@given(st.text("aZ9.-:/*;,'\" \r\n@[]?#é", max_size=12) | st.text(max_size=12))
def test_no_text_of_an_option_adds_a_directive_or_a_header(text):
    try:
        policy = guard.policy(allowed(text))
    except SystemExit:
        return
    names = [part.split(" ")[0] for part in policy.split("; ")]
    assert names == [part.split(" ")[0] for part in guard.policy().split("; ")]
    assert re.fullmatch(r"[\w.:/-]+", policy.removeprefix(guard.policy()).strip(), re.ASCII)
