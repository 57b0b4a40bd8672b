"""The process that does the symbolic work: a fault of ours is answered and logged, and one text is lost."""

import io
import json
import os
import subprocess
import sys

import pytest

from surfaces import worker
from surfaces.worker import GaveUpError, Worker


def fail(*_):
    raise ZeroDivisionError("a fault of ours")


def test_a_fault_is_answered_and_the_next_text_is_read(monkeypatch, capsys):
    monkeypatch.setattr(worker, "_bound_memory", lambda: None)
    monkeypatch.setattr(worker, "compile_text", fail)
    monkeypatch.setattr("sys.stdin", io.StringIO('["w1"]\n["w2"]\n'))
    worker.serve()
    ready, *answers = capsys.readouterr().out.splitlines()
    assert ready == "ready"
    assert len(answers) == 2
    assert all("a fault of ours" in json.loads(answer)["fault"] for answer in answers)


def test_a_fault_is_logged_and_the_text_given_up(monkeypatch, caplog):
    process = Worker()
    try:
        assert process.compile("w1^2").text == "w1^2"
        with monkeypatch.context() as patch:
            patch.setattr(process, "_input", io.BytesIO())
            patch.setattr(process, "_output", io.BytesIO(b'{"fault": "a fault of ours"}\n'))
            with pytest.raises(GaveUpError):
                process.compile("w1^3")
        assert [record.getMessage() for record in caplog.records] == ["a fault of ours"]
        assert caplog.records[0].levelname == "ERROR"
        assert process.alive
        assert process.compile("w1^3").text == "w1^3"
    finally:
        process.close()


@pytest.mark.parametrize("program", ["exit 1", "exec sleep 60", None])
def test_a_process_that_does_not_get_ready_is_ended_and_reported(monkeypatch, tmp_path, program):
    path = tmp_path / "python"
    if program is not None:
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(path))
    monkeypatch.setattr(worker, "_START", 0.5)
    begun = []
    begin = subprocess.Popen
    monkeypatch.setattr(
        "subprocess.Popen", lambda *what, **how: begun.append(begin(*what, **how)) or begun[0]
    )
    with pytest.raises(OSError):
        Worker()
    assert [process.returncode is not None for process in begun] == [True] * (program is not None)


def test_a_process_whose_client_has_ended_says_nothing():
    unread, answers = os.pipe()
    os.close(unread)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", worker.__name__],
            stdin=subprocess.DEVNULL,
            stdout=answers,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(answers)
    assert (ended.returncode, ended.stderr) == (0, "")
