"""Work in slices: it takes turns with other events, newer work takes its place, and progress is told."""

import time

from app.session.background import Background


class Loop:
    """A document whose next-tick callbacks are called by hand, one turn after the other."""

    def __init__(self):
        self.waiting = []

    def add_next_tick_callback(self, callback):
        self.waiting.append(callback)

    def turn(self):
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            callback()

    def run(self):
        turns = 0
        while self.waiting:
            self.turn()
            turns += 1
        return turns


def steps(count, seconds):
    for i in range(count):
        time.sleep(seconds)
        yield i / count
    return count


def test_long_work_takes_many_turns_and_hands_over_its_result():
    loop, results = Loop(), []
    background = Background(loop)
    background.start(steps(20, 0.004), results.append, lambda share: None)
    assert background.busy
    assert loop.run() >= 5
    assert results == [20]
    assert not background.busy


def test_newer_work_takes_the_place_of_older():
    loop, results = Loop(), []
    background = Background(loop)
    background.start(steps(1000, 0.004), results.append, lambda share: None)
    loop.turn()
    background.start(steps(3, 0), results.append, lambda share: None)
    loop.run()
    assert results == [3]


def test_stopped_work_has_no_result():
    loop, results = Loop(), []
    background = Background(loop)
    background.start(steps(1000, 0.004), results.append, lambda share: None)
    loop.turn()
    background.stop()
    assert loop.run() <= 1
    assert results == []


def test_progress_is_told_when_it_takes_long():
    loop, shares = Loop(), []
    background = Background(loop)
    background.start(steps(200, 0.004), lambda result: None, shares.append)
    loop.run()
    assert 1 <= len(shares) < 100  # not one for each slice of work; how many depends on the machine
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
