"""A table of attacks over HTTP, and what holds each: as bytes over real sockets."""

import base64
import contextlib
import json
import re
import socket
from urllib.parse import urlsplit

import pytest
from explorer_server import running

from app import assets

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


PAGE, FILE = f"{PREFIX}/", f"{PREFIX}/{assets.path('page.css')}"
UPGRADE = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {'A' * 22}==")
NOT_FOUND, REFUSED, TAKEN = (403, 404), (0, 400, 405, 411, 413, 431, 501), (200,)
ATTACKS = {
    # Headers
    "a forged host": (get(PAGE, f"Host: {EVIL}"), TAKEN),
    "a forged host of a proxy": (get(PAGE, f"X-Forwarded-Host: {EVIL}", f"Forwarded: host={EVIL}"), TAKEN),
    "a forged address of a proxy": (get(PAGE, f"X-Forwarded-For: {SCRIPT}", f"X-Real-IP: {EVIL}"), TAKEN),
    "a forged prefix of a proxy": (get(PAGE, f"X-Forwarded-Prefix: //{EVIL}"), TAKEN),
    "a forged path of a proxy": (get(f"{PREFIX}/nosuch", f"X-Original-URL: {PAGE}"), NOT_FOUND),
    "another method in a header": (get(PAGE, "X-HTTP-Method-Override: DELETE"), TAKEN),
    "a browser with markup": (get(PAGE, f"User-Agent: {SCRIPT}", f"Referer: {SCRIPT}"), TAKEN),
    "a header in the query": (get(f"{PAGE}?e=w1%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a{SCRIPT}"), TAKEN),
    "a header in the path": (get(f"{PREFIX}/%0d%0aSet-Cookie:%20evil=1"), NOT_FOUND),
    "a very long header": (get(PAGE, f"X-Evil: {'x' * 100_000}"), REFUSED),
    "two lengths of one body": (post("Content-Length: 5", "Content-Length: 6"), REFUSED),
    "a length and pieces": (post("Content-Length: 5", "Transfer-Encoding: chunked"), REFUSED),
    "a body": (post("Content-Length: 0"), REFUSED),
    "a method that echoes": ((f"TRACE {PAGE} HTTP/1.1", f"X-Evil: {EVIL}"), REFUSED),
    "a tunnel": ((f"CONNECT {EVIL}:443 HTTP/1.1",), (*REFUSED, *NOT_FOUND)),
    "a proxied address": (get(f"http://{EVIL}/"), NOT_FOUND),
    # Cookies
    "a chosen session in a cookie": (get(PAGE, f"Cookie: bokeh-session-id={EVIL}; user={SCRIPT}"), TAKEN),
    "a chosen session in a header": (get(PAGE, f"Bokeh-Session-Id: {EVIL}"), (*TAKEN, 403)),
    "a chosen session in the query": (get(f"{PAGE}?bokeh-session-id={EVIL}"), (*TAKEN, 403)),
    "a broken cookie": (get(PAGE, 'Cookie: =;;;"\\x00=\x01; a="\\"'), (*TAKEN, 400)),
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
    "a path that climbs": (get(f"{PREFIX}/assets/../../../etc/passwd"), NOT_FOUND),
    "a path that climbs, escaped": (get(f"{PREFIX}/assets/%2e%2e/%2e%2e/etc/passwd"), NOT_FOUND),
    "a path that climbs, escaped twice": (get(f"{PREFIX}/assets/%252e%252e%252fetc/passwd"), NOT_FOUND),
    "a path that climbs, otherwise": (get(f"{PREFIX}/assets/..%5c..%5capp%5cserving%5cserver.py"), NOT_FOUND),
    "a path that begins anew": (get(f"{PREFIX}/assets//etc/passwd"), NOT_FOUND),
    "a path with an end": (get(f"{FILE}%00.png"), NOT_FOUND),
    "a source of the page": (get(f"{PREFIX}/assets/page.js"), NOT_FOUND),
    "another version of a file": (get(re.sub(r"\.\w+\.css", ".000000000000.css", FILE)), NOT_FOUND),
    # The prefix
    "no prefix": (get("/"), NOT_FOUND),
    "no prefix for a socket": (get("/ws"), NOT_FOUND),
    "a longer prefix": (get(f"{PREFIX}box/"), NOT_FOUND),
    "a prefix and more": (get(f"{PREFIX}.{EVIL}/"), NOT_FOUND),
    "a prefix in capitals": (get(f"{PREFIX.upper()}/"), NOT_FOUND),
    "a prefix twice": (get(f"{PREFIX}{PREFIX}/"), NOT_FOUND),
    "a prefix of a host": (get(f"//{EVIL}{PREFIX}/"), NOT_FOUND),
    "a prefix that climbs": (get(f"{PREFIX}/../{PREFIX}/../etc/passwd"), NOT_FOUND),
    # Caches
    "a page that looks like a file": (get(f"{PREFIX}/evil.css"), NOT_FOUND),
    "a page with the name of a file": (get(f"{PREFIX}/;evil.js"), NOT_FOUND),
    "a page below a page": (get(f"{PAGE}index.html/evil.png"), NOT_FOUND),
    "a file with a query": (get(f"{FILE}?e={SCRIPT}"), TAKEN),
    "a file of a forged host": (get(FILE, f"Host: {EVIL}", f"X-Forwarded-Host: {EVIL}"), TAKEN),
    "a page that is not new": (get(PAGE, "If-None-Match: *"), (200, 304)),
    "a part of a page": (get(f"{PAGE}?e={SCRIPT}", "Range: bytes=0-5"), (200, 206)),
    "a callback": (get(f"{PAGE}?callback=evil&jsonp=evil&format=json"), TAKEN),
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
