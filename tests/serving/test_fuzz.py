"""Whatever a stranger sends is answered, or ends the stranger's connection; nobody else notices.

A real server has messages of all kinds thrown at it, while an honest visitor drags all the time. With
HYPOTHESIS_PROFILE=thorough there are 100,000 messages, and 100,000 texts.
"""

import asyncio
import contextlib
import itertools
import json
import random
import time
from collections import Counter
from urllib.parse import quote

import pytest
import strategies
import strategies_page
import strategies_rules
import strategies_wire
from explorer_server import running
from hypothesis import given, settings
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError
from visitor import Visitor, connect, going_on, read_token

PATIENCE = 40.0
"""Seconds after which an answer counts as lost, enough for a busy machine."""
MANY = 9
FEW = MANY if settings.default.max_examples > 1000 else 2
"""Variants of each message; a variant is made faster than another message."""
examples = settings(max_examples=max(20, settings.default.max_examples // 8), deadline=None)


def some(each):
    """Lists of five, more or less."""
    return st.lists(each, min_size=1, max_size=9)


def with_variants(messages, count):
    """Texts, or lists of frames, and mixtures: the beginning of one with the end of another."""
    chance = random.Random(repr(messages))

    def place(message):
        return chance.randrange(len(message) + 1)

    for message in messages:
        yield message
        for other in chance.choices(messages, k=count):
            yield message[: place(message)] + other[place(other) :]


class Siege:
    """A server, one who attacks it over websockets of a session, and an honest visitor."""

    def __init__(self, address, do):
        self.address, self.do = address, do
        self.counts = Counter()
        self.begun = time.monotonic()
        self.visitor = None
        """The session of an attacker who has kept to Bokeh's protocol so far."""
        self.socket = None
        """The connection of an attacker who has not."""
        self.token, self.token_used = None, 0
        self.honest = do(Visitor.enter(address))
        self.dragging = do(self._begin())

    async def _begin(self):
        return asyncio.create_task(self._drag())

    async def _drag(self):
        while True:
            alpha = self.counts["answers to the honest visitor"] % 100 / 100
            await asyncio.wait_for(self.honest.tick(values={"alpha": alpha}), PATIENCE)
            (event,) = json.loads(self.honest.answer)["events"]
            told = json.loads(dict(event["msg_data"]["entries"])["head"])["said"]
            assert told["experiment"]["lineup"][0]["values"]["alpha"] == alpha
            self.counts["answers to the honest visitor"] += 1
            await asyncio.sleep(0.005)

    def during(self, attack):
        """Run an attack, and see that the honest visitor has had an answer more when it is over."""
        try:
            self.do(attack, 10 * PATIENCE)
        except BaseException:
            self.visitor = self.socket = None  # its answers are of no interest
            raise
        self.do(self._goes_on())

    async def _goes_on(self):
        wanted = self.counts["answers to the honest visitor"] + 1
        while self.counts["answers to the honest visitor"] < wanted:
            if self.dragging.done():
                self.dragging.result()
            await asyncio.sleep(0.002)

    async def _enter(self):
        self.visitor = self.visitor or await Visitor.enter(self.address)
        return self.visitor

    async def say(self, texts):
        """Send texts as the page sends its own. Each is answered, and none is an error."""
        visitor = await self._enter()
        for text in texts:
            await visitor.send_text(text)
        await asyncio.wait_for(visitor.tick(steps=20), PATIENCE)
        self.counts["texts of the wire"] += len(texts)

    async def ask(self, asked):
        """Ask for something that is answered later, with words about it."""
        visitor = await self._enter()
        for name, text in asked:
            self.counts[name] += 1
            if name == "typed_rule":  # a rule is typed where one is open
                await visitor.ask("rule", example="sign")
            told = {"typed": "verdict", "typed_rule": "rule_verdict", "link": "linked"}[name]
            number = self.counts.total()
            is_link = name == "link"
            details = {"query": text} if is_link else {"text": text, "number": number}
            await visitor.send_message({"ask": {"ask": name, **details}})
            answer = json.dumps({told: details if is_link else {"number": number}})
            part = json.dumps(answer[1:-2])[1:-1]  # as it stands in a message
            await asyncio.wait_for(visitor.receive("PATCH-DOC", part), PATIENCE)

    async def throw(self, frames):
        """Send frames, and wait until all is answered or the connection is closed."""
        socket, self.socket = self.socket or await self._connect(), None
        try:
            for frame in frames:
                await socket.write_message(frame, binary=isinstance(frame, bytes))
            for number in (1, 2, 3):  # a message that was begun swallows at most two
                said = strategies_wire.said(json.dumps({"number": number}))
                for part in ('{"msgid": "1", "msgtype": "PATCH-DOC"}', "{}", said):
                    await socket.write_message(part)
            answer = ""
            while r"\"number\": 3," not in str(answer):
                answer = await asyncio.wait_for(socket.read_message(), PATIENCE)
                if answer is None:
                    raise WebSocketClosedError
        except (WebSocketClosedError, StreamClosedError):
            self.counts["connections that were closed"] += 1
        else:
            self.socket = socket
        self.counts["messages"] += 1

    async def spoil(self, pieces):
        """Send bytes that are no frames, and leave."""
        socket = await self._connect()
        stream = socket.protocol.stream
        with contextlib.suppress(StreamClosedError):
            for piece in pieces:
                await stream.write(piece)
                self.counts["pieces of bytes"] += 1
        socket.close()
        stream.close()

    async def _connect(self):
        """Open a websocket. A page is loaded only now and then, for its token lasts some minutes."""
        if self.token_used % 50 == 0:
            self.token = await read_token(self.address)
        self.token_used += 1
        return await connect(self.address, self.token)

    async def open(self, query):
        """Open a page with a link."""
        options = {"request_timeout": PATIENCE, "raise_error": False}
        answer = await AsyncHTTPClient().fetch(f"{self.address}?{query}", **options)
        assert answer.code in (200, 400, 431)
        self.counts["pages"] += 1


@pytest.fixture(scope="module")
def siege(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzzed")
    with running(folder) as server, going_on() as do:  # the server must not log an error of ours
        siege = Siege(server.address, do)
        yield siege
        siege.during(siege.say([]))
        print(*(f"{count} {what}" for what, count in siege.counts.items()), sep=", ")
    log = (folder / "log").read_text()
    assert len(log) < 20_000 * max(1, (time.monotonic() - siege.begun) / 60)  # one entry of a kind a minute


@examples
@given(some(strategies_wire.texts))
def test_every_text_of_the_wire_is_answered(siege, texts):
    siege.during(siege.say([*with_variants(texts, MANY)]))


@examples
@given(some(strategies_wire.frames()))
def test_every_message_is_answered_or_ends_the_connection(siege, messages):
    async def throw_all():
        for frames in with_variants(messages, FEW):
            await siege.throw(frames)

    siege.during(throw_all())


@examples
@given(
    some(
        st.tuples(st.just("typed"), strategies.expressions | strategies.anything)
        | st.tuples(st.just("typed_rule"), strategies_rules.rules() | strategies_rules.anything)
        | st.tuples(st.just("link"), strategies_page.queries)
    )
)
def test_every_text_that_is_typed_gets_its_verdict(siege, asked):
    texts = with_variants([text for _, text in asked], FEW)
    siege.during(siege.ask([*zip(itertools.cycle(name for name, _ in asked), texts, strict=False)]))


@examples
@given(some(strategies_wire.raw))
def test_bytes_that_are_no_frames_do_no_more_than_end_the_connection(siege, pieces):
    siege.during(siege.spoil(pieces))


@examples
@given(
    strategies_page.queries.map(lambda query: quote(query, safe="=&%+;,:/?@!$'()*~", errors="surrogatepass"))
)
def test_every_link_opens_a_page(siege, query):
    siege.during(siege.open(query))
