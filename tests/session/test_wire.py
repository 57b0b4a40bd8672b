"""The wire: all arrays in one buffer, and messages that make no sense are left out."""

import json

import numpy as np
import pytest
from bokeh.document import Document

from app.packing import fingerprint, pack
from app.session.bokeh_patches import KIND
from app.session.wire import Wire


def test_images_keep_their_shape_and_an_array_is_packed_once():
    image = np.arange(6.0).reshape(2, 3)
    head, buffer = pack({"one": image, "other": [image]})
    assert head == {"one": {"array": [0, "f8", 2, 3]}, "other": [{"array": [0, "f8", 2, 3]}]}
    assert len(buffer) == 48


def test_a_column_that_is_there_is_not_packed():
    column, other = np.array([1.5, -0.0]), np.array([1.5, 0.0])
    there = {fingerprint(column.tobytes()): 4, fingerprint(np.zeros(4).tobytes()): 5}
    head, buffer = pack({"one": [column, column.copy()], "other": other, "image": np.zeros((2, 2))}, there)
    assert head["one"] == [{"array": [4]}, {"array": [4]}]
    assert head["other"] == {"array": [0, "f8", 2]}
    assert head["image"] == {"array": [16, "f8", 2, 2]}
    assert buffer == other.tobytes() + bytes(32)


class Ends:
    """Both ends of a wire."""

    def __init__(self):
        self.document, self.heard, self.sent = Document(), [], []
        self.wire = Wire(self.document)
        self.busy = False
        self.wire.listen(lambda change, ask: self.heard.append((change, ask)), lambda: self.busy)
        self.document.callbacks.on_change(lambda event: self.sent.append(json.loads(event.msg_data["head"])))

    def receive(self, message):
        (receive,) = self.document.callbacks._message_callbacks[KIND]
        receive(message)


def test_a_message_is_answered_with_its_number():
    ends = Ends()
    ends.receive(json.dumps({"number": 3, "change": {"steps": 5}}))
    assert ends.heard == [({"steps": 5}, None)]
    assert ends.sent == [{"number": 3, "said": {}}]


@pytest.mark.parametrize("number", ["NaN", "1.5", '"3"', "[" * 400 + "]" * 400, "{}", "null"])
def test_a_message_without_a_number_is_heard_and_not_answered(number):
    ends = Ends()
    ends.receive(f'{{"number": {number}, "change": {{"steps": 5}}}}')
    assert ends.heard == [({"steps": 5}, None)]
    assert ends.sent == []
    ends.wire.say()
    assert ends.sent == [{"number": None, "said": {}}]


@pytest.mark.parametrize(
    "message", [None, 7, b"{}", [], {}, "", "{", "[1]", "nan", "[" * 90_000, '{"number": "' + "x" * 200_000]
)
def test_what_is_no_message_of_the_page_is_reported_once_and_left_out(message, caplog):
    ends = Ends()
    ends.receive(message)
    ends.receive(message)
    assert ends.heard == [(None, None)] * 2
    assert ends.sent == []
    assert len(caplog.messages) == 1
    ends.receive(json.dumps({"number": 1}))
    assert ends.sent == [{"number": 1, "said": {}}]


def test_what_is_said_while_an_answer_is_being_computed_is_not_the_answer():
    ends = Ends()
    ends.busy = True
    ends.receive(json.dumps({"number": 3, "change": {"steps": 5}}))
    assert ends.sent == []
    ends.wire.say(progress=0.5)
    ends.busy = False
    ends.wire.say(done=True)
    assert ends.sent == [{"number": None, "said": {"progress": 0.5}}, {"number": 3, "said": {"done": True}}]


def test_the_answer_alone_leaves_out_what_the_page_has():
    ends, column = Ends(), np.arange(3.0)
    there = ["another", fingerprint(column.tobytes())]
    ends.busy = True
    ends.receive(json.dumps({"number": 3, "there": there}))
    ends.wire.say(progress=column)
    ends.busy = False
    ends.wire.say(done=column)
    ends.wire.say(more=column)
    whole = {"array": [0, "f8", 3]}
    assert [each["said"] for each in ends.sent] == [
        {"progress": whole},
        {"done": {"array": [1]}},
        {"more": whole},
    ]
    ends.receive(json.dumps({"number": 4}))
    assert ends.sent[-1] == {"number": 4, "said": {}}


def test_a_message_may_be_long_and_not_longer():
    ends = Ends()
    message = json.dumps({"number": 5})
    ends.receive(message.ljust(100_000))
    assert ends.sent[-1]["number"] == 5
    ends.receive(message.ljust(100_001))
    assert len(ends.sent) == 1


@pytest.mark.parametrize("there", ["x", {"x": 1}, 5, [["x"], {}, None], ["x"] * 100_000])
def test_what_a_page_cannot_have_is_left_out(there):
    ends, column = Ends(), np.arange(3.0)
    ends.busy = True
    ends.receive(json.dumps({"number": 3, "there": there}))
    ends.busy = False
    ends.wire.say(done=column)
    assert ends.sent[-1]["said"] == {"done": {"array": [0, "f8", 3]}}
