"""A lost connection: the notice, the tries to join again, and the unanswered changes."""

from wire_page import WATCH

FIRST, SLOW, SILENCE, CALM = 300, 2000, 8000, 60_000
"""Milliseconds: before the first try, without an answer until that is told and until the connection counts
as lost, and after which a connection counts as good."""
SILENT = "The server is silent. The path still follows the controls."
LOST = "Connection lost. The path still follows the controls; the rest returns with the connection."
SAME = {"places": {"version": "1"}, "token": "token 2"}
OTHER = {"places": {"version": "2"}, "token": "token 2"}


def lose(page, milliseconds, *answers):
    """Lose the connection, and wait. Return the times, in ms since then, at which the page asked the server.

    The server gives these answers in turn, and then none.
    """
    begin = page.run("(next) => (answers.push(...next), asked.splice(0), performance.now())", answers)
    page.happens("lost")
    page.wait(milliseconds)
    return [round(now - begin) for now, *_ in page.run("() => asked")]


def notice(page):
    return page.run("() => document.getElementById('connection').textContent")


def load_anew(page, milliseconds):
    """Wait for so long, and check that the page is loaded anew exactly then."""
    page.wait(milliseconds - 1)
    with page.page.expect_navigation():
        page.wait(1)
    page.begin()
    page.run(WATCH)


def changes(page, **settings):
    page.happens("changed", settings)


def joins(page):
    """The tokens with which the page has joined since the last call."""
    return page.run("() => joins.splice(0)")


def test_the_server_is_asked_less_and_less_often_and_joined_once_it_answers(watched):
    assert lose(watched, 15_000) == [300, 900, 2100, 4500, 7500, 10_500, 13_500]
    assert watched.run("() => asked[0].slice(1)") == ["?steps=300", "no-store", True]
    assert notice(watched) == LOST
    assert lose(watched, 5000, "") == [1500, 4500]  # it was lost before, and "" is no page
    watched.run("(page) => answers.push(page)", SAME)
    watched.wait(20_000)
    assert joins(watched) == ["token 2"]
    assert len(watched.run("() => asked")) == 3


def test_what_is_chosen_meanwhile_is_said_to_come_later(watched):
    watched.run("() => (requests.serve({ change() {}, ask() {} }), 0)")
    watched.ask("surface")
    assert notice(watched) == ""
    lose(watched, FIRST - 100)
    watched.ask("typed")
    assert notice(watched) == LOST
    watched.ask("surface")
    assert notice(watched) == "Connection lost. What you have chosen comes when it is back."


def test_the_browsers_of_a_class_come_back_at_different_times(watched):
    for chance, first in [(0, FIRST / 2), (0.25, 0.75 * FIRST), (0.75, 1.25 * FIRST)]:
        watched.run("(chance) => (Math.random = () => chance)", chance)
        assert lose(watched, 5000, SAME) == [first]
        watched.happens("answered", {"settled": True})


def test_a_second_loss_while_the_first_one_waits_is_tried_once(watched):
    assert lose(watched, FIRST - 100) == []
    watched.happens("answered", {"settled": False})  # it was only slow
    assert lose(watched, 3000) == [300, 900, 2100]
    watched.run("(page) => answers.push(page)", SAME)
    watched.wait(5000)
    assert joins(watched) == ["token 2"]


def test_a_connection_that_does_not_last_is_tried_again_later(watched):
    assert lose(watched, 5000, SAME) == [FIRST]
    watched.happens("wired")
    watched.happens("answered", {"settled": False})
    assert lose(watched, 5000, SAME) == [2 * FIRST]
    watched.happens("wired")
    watched.wait(CALM - 6000)
    assert lose(watched, 10_000, SAME) == [4 * FIRST]  # and the calm is over
    for power in [3, 4, 5, 6, 7, 8, 8]:
        assert lose(watched, 2**power * FIRST, SAME) == [2**power * FIRST]
    assert lose(watched, 2**9 * FIRST, None, SAME) == [2**8 * FIRST, 2**9 * FIRST]
    watched.happens("wired")
    watched.wait(CALM)
    assert lose(watched, 5000, SAME) == [FIRST]
    watched.happens("answered", {"settled": True})
    assert lose(watched, 5000, SAME) == [FIRST]


def test_eight_seconds_without_an_answer_are_a_lost_connection(watched):
    watched.happens("sent")
    watched.wait(SLOW - 1)
    assert notice(watched) == ""
    watched.wait(1)
    assert notice(watched) == SILENT
    watched.wait(SILENCE - SLOW - 1000)
    watched.happens("sent")
    watched.wait(999)
    assert notice(watched) == SILENT
    watched.wait(1)
    assert notice(watched) == LOST
    watched.wait(FIRST)
    watched.happens("answered", {"settled": False})  # it was only slow
    assert notice(watched) == ""
    watched.wait(20_000)
    assert len(watched.run("() => asked")) == 1
    for _ in range(2):
        watched.happens("sent")
        watched.wait(SILENCE - 1)
        watched.happens("answered", {"settled": False})
    watched.wait(20_000)
    watched.happens("sent")
    watched.wait(SILENCE / 2)
    assert lose(watched, SILENCE, SAME) == [FIRST]  # joined, and nothing was sent since then
    watched.happens("sent")
    watched.wait(SILENCE + 2 * FIRST)
    assert len(watched.run("() => asked")) == 2


def test_silence_after_something_else_than_the_answer_is_a_lost_connection(watched):
    watched.happens("sent")
    watched.wait(SILENCE - 1)
    watched.happens("answered", {"settled": False, "awaits": True})
    watched.wait(SILENCE - 1)
    assert notice(watched) == SILENT
    watched.wait(1)
    assert notice(watched) == LOST


def test_a_page_from_before_the_answer_that_came_at_last_is_not_joined(watched):
    watched.run("""() => {
        const ask = fetch
        window.fetch = (...what) => {
            watch.answered({ settled: false })
            return ask(...what)
        }
    }""")
    assert lose(watched, 20_000, SAME) == [FIRST]
    assert joins(watched) == []
    assert notice(watched) == ""


def test_a_server_of_another_version_gets_the_page_anew_with_what_was_not_answered(watched):
    changes(watched, steps=4)
    watched.happens("answered", {"settled": True})
    changes(watched, steps=5, values={"eta": 1})
    watched.happens("answered", {"settled": False})
    changes(watched, values={"alpha": 0})
    watched.run("(page) => answers.push(page)", OTHER)
    watched.happens("lost")
    load_anew(watched, FIRST)
    assert joins(watched) == []
    watched.happens("wired")
    watched.happens("wired")
    assert watched.run("() => changes") == [{"steps": 5, "values": {"eta": 1, "alpha": 0}}]
    watched.happens("answered", {"settled": True})
    watched.run("(page) => answers.push(page)", OTHER)
    watched.happens("lost")
    load_anew(watched, FIRST)
    watched.happens("wired")
    assert watched.run("() => changes") == []


def test_a_page_without_its_figures_is_loaded_anew_less_and_less_often_until_it_draws(watched):
    for loads in range(2):
        watched.happens("outdated")
        load_anew(watched, 2**loads * FIRST)
    watched.say("drawn", 1)
    watched.happens("outdated")
    load_anew(watched, FIRST)
    watched.run("() => sessionStorage.setItem('explorer:loads', 9)")
    watched.happens("outdated")
    load_anew(watched, 2**6 * FIRST)


def test_a_page_that_is_left_does_not_complain(watched):
    watched.run("() => dispatchEvent(new Event('beforeunload'))")
    assert lose(watched, 5000) == []
    assert notice(watched) == ""
    watched.run("() => dispatchEvent(new Event('pageshow'))")
    assert lose(watched, FIRST) == [FIRST]


def test_a_page_that_was_not_left_after_all_is_joined_again(watched):
    for lost_after in (0, SILENCE):
        watched.run("() => dispatchEvent(new Event('beforeunload'))")
        watched.wait(lost_after)
        assert lose(watched, SILENCE - lost_after + FIRST, SAME) == [SILENCE - lost_after + FIRST]
        assert joins(watched) == ["token 2"]
        watched.happens("answered", {"settled": True})
