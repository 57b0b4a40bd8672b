"""Symbolic work in processes that can be killed: nothing that is typed makes anybody wait long."""

import os
import signal
import time
from concurrent.futures import wait
from functools import partial
from pathlib import Path

import pytest

from app.session.parser_pool import BusyError, ParserPool
from surfaces import GALLERY, PLAIN, ExpressionError
from surfaces.compiled import compile_text
from surfaces.worker import GaveUpError, Worker


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def pool(request):
    pool = ParserPool(workers=getattr(request, "param", 1))
    yield pool
    pool.close()


PATIENCE = 20
"""Seconds that a machine may need which has other things to do."""


def warm(pool):
    """Wait until each thread has a worker process."""
    wait([pool._threads.submit(pool._worker) for _ in range(2)])


@pytest.mark.parametrize("pool", [2], indirect=True)
def test_the_first_process_is_started_once_and_anew_when_it_has_died(pool):
    first = pool.warm()
    assert pool.warm() is first
    worker = first.result(timeout=PATIENCE)
    assert pool.warm() is first
    assert pool.workers == [worker]
    worker.close()
    assert pool.warm().result(timeout=PATIENCE).alive


def test_a_machine_that_starts_no_process_is_busy_until_it_does(pool, monkeypatch, caplog):
    def fail(*_, **__):
        raise BlockingIOError(11, "no process")

    unseen = f"w1^2 + {time.time_ns()} w2^2"  # other than in the other turns of this test
    with monkeypatch.context() as patch:
        patch.setattr("subprocess.Popen", fail)
        for start in (pool.warm, partial(pool.surface, unseen)):
            assert isinstance(start().exception(timeout=PATIENCE), BusyError)
    assert {record.getMessage() for record in caplog.records} == {
        "The machine starts no process for the symbolic work: [Errno 11] no process"
    }
    assert pool.warm().result(timeout=PATIENCE).alive
    assert pool.surface(unseen).result(timeout=PATIENCE).value(1.0, 0.0) == 1


def hang(pool):
    """Stop the worker processes as an endless computation would, so that only a kill ends them."""
    warm(pool)
    for worker in pool.workers:
        os.kill(worker.pid, signal.SIGSTOP)


def test_a_worker_gives_what_the_same_work_gives_here(worker):
    for surface in GALLERY.values():
        function = surface.text, surface.columns
        assert worker.compile(*function, seconds=PATIENCE) == compile_text(*function)


def test_errors_come_back_with_their_place(worker):
    for text in ["w1 +", "__import__('os')", "\ud800", "w1\n+w2", "x" * 5000]:
        with pytest.raises(ExpressionError) as here:
            compile_text(text)
        with pytest.raises(ExpressionError) as there:
            worker.compile(text, seconds=PATIENCE)
        assert (there.value.message, there.value.position) == (here.value.message, here.value.position)
        assert worker.compile("w1^2", seconds=PATIENCE).latex == "w_{1}^{2}"


def test_a_worker_may_not_take_much_memory(worker):
    process = Path(f"/proc/{worker.pid}")
    limits = (process / "limits").read_text().splitlines()
    most = int(next(line for line in limits if line.startswith("Max address space")).split()[3])
    idle = int((process / "statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    assert most - idle <= 201 * 2**20


def test_a_worker_that_hangs_is_killed_in_time(worker):  # and serves no other test
    os.kill(worker.pid, signal.SIGSTOP)
    asked = time.monotonic()
    with pytest.raises(GaveUpError):
        worker.compile("w1^2", seconds=0.2)
    assert time.monotonic() - asked < PATIENCE
    assert not worker.alive


def test_a_text_that_was_seen_is_answered_at_once(pool):
    warm(pool)
    text = "w1^2 + 0.123456 w2^2"
    assert pool.surface(text).result(timeout=PATIENCE).value(1.0, 0.0) == 1
    assert pool.surface(text).done()
    assert pool.surface("3 w1^2 + 10 w2^2").result(timeout=0) is PLAIN["bowl"]
    bad = pool.surface("w1 + 0.123456 +")
    with pytest.raises(ExpressionError):
        bad.result(timeout=PATIENCE)
    assert pool.surface("w1 + 0.123456 +").done()


@pytest.mark.parametrize("pool", [2], indirect=True)
def test_each_hang_costs_one_text_and_the_others_are_answered(pool):
    hang(pool)
    hung = len(pool.workers)
    texts = [pool.surface(f"w1^2 + 0.23456{i} w2^2") for i in range(hung)]
    assert all(isinstance(text.exception(timeout=PATIENCE), GaveUpError) for text in texts)
    warm(pool)
    for i in range(4):
        assert pool.surface(f"w1^2 + 0.34567{i} w2^2").result(timeout=PATIENCE).value(1.0, 0.0) == 1


def test_a_flood_of_texts_is_answered(pool):
    hang(pool)
    futures = [pool.surface(f"w1^2 + 0.45{i} w2^2") for i in range(200)]
    assert not wait(futures, timeout=PATIENCE).not_done
    busy = [future for future in futures if isinstance(future.exception(), BusyError)]
    assert len(busy) > 190
    assert all(future.exception().message for future in busy)
    warm(pool)
    assert pool.surface("w1^2 + 0.460 w2^2").result(timeout=PATIENCE).value(1.0, 0.0) == 1
