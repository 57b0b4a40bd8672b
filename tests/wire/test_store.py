"""The store: a dependent acts once after each event, in the order of declaration, on facts of one moment."""

import json


def acts(page, script):
    """Run a script with an empty store of the facts a, b and c; return what it has passed to `note`."""
    begin = "const noted = []; const note = (...what) => noted.push(what.join(' '));"
    parts = "const { derive, dependent, follow, known, renew, say, say_all, together } = store;"
    return page.run(f"() => {{ {begin} {parts} {script}; return noted }}")


def test_a_dependent_waits_for_its_facts_and_acts_when_one_has_changed(page):
    script = """
        follow(["a", "b"], note)
        say("a", 1)
        note("not yet")
        say("b", 2)
        say("b", 2)
        say("c", 3)
        say("a", null)
        follow(["b", "c"], note)
    """
    assert acts(page, script) == ["not yet", "1 2", " 2", "2 3"]


def test_facts_said_together_run_dependents_once_in_their_order(page):
    script = """
        follow(["a"], (a) => note("first", a))
        follow(["b"], (b) => note("second", b))
        follow(["a", "b"], (a, b) => note("third", a, b))
        say_all({ b: 1, a: 2 })
        together(() => { say("a", 3); note("held"); say("a", 4) })
    """
    assert acts(page, script) == ["first 2", "second 1", "third 2 1", "held", "first 4", "third 4 1"]


def test_a_fact_reaches_later_dependents_in_the_same_pass_and_earlier_ones_in_the_next(page):
    script = """
        follow(["b"], (b) => note("before", b))
        follow(["a"], (a) => { say("b", 10 * a); note("said") })
        follow(["a", "b"], (a, b) => note("after", a, b))
        say("a", 1)
    """
    assert acts(page, script) == ["said", "after 1 10", "before 10"]


def test_a_derived_fact_is_made_when_it_is_needed_and_is_never_old(page):
    script = """
        derive("b", ["a"], (a, before) => (note("made", a, before), Math.abs(a)))
        say("a", 1)
        note("known", known("b"))
        follow(["b"], (b) => note("followed", b))
        say("a", -1)
        together(() => { say("a", 2); note("known", known("b")) })
    """
    found = ["made 1 ", "known 1", "followed 1", "made -1 1", "made 2 1", "known 2", "followed 2"]
    assert acts(page, script) == found


def test_a_field_is_a_fact(page):
    script = """
        follow(["a.x"], (x) => note("x", x))
        follow(["a.y.z"], (z) => note("z", z))
        say("a", { x: 1, y: { z: 2 } })
        say("a", { x: 1, y: { z: 3 } })
    """
    assert acts(page, script) == ["x 1", "z 2", "z 3"]


def test_renewed_facts_count_as_changed_and_due_dependents_can_wait(page):
    script = """
        const { is_due, run } = dependent(["a"], (a) => note("drawn", a))
        follow(["a"], () => note("due", is_due()))
        say("a", 1)
        run()
        run()
        renew(["a", "b"])
        run()
    """
    assert acts(page, script) == ["due true", "drawn 1", "due true", "drawn 1"]


def test_a_renewed_dependent_acts_again_alone_but_not_before_its_facts_are_known(page):
    script = """
        const drawing = dependent(["a"], (a) => note("drawn", a))
        follow(["a"], (a) => note("followed", a))
        drawing.renew()
        note("due", drawing.is_due())
        say("a", 1)
        drawing.run()
        drawing.renew()
        drawing.run()
        drawing.run()
    """
    assert acts(page, script) == ["due false", "followed 1", "drawn 1", "drawn 1"]


def test_a_failing_dependent_is_reported_once_and_the_others_run(page):
    script = """
        derive("b", ["a"], (a) => a.x)
        follow(["a"], ({ x }) => note("first", x))
        follow(["b"], (b) => note("second", b))
        follow(["c"], (c) => note("third", c))
        say_all({ a: { x: 1 }, c: 1 })
        say_all({ a: null, c: 2 })
        say_all({ a: null, c: 3 })
        say_all({ a: { x: 2 }, c: 4 })
    """
    firsts = ["first 1", "second 1", "third 1"]
    assert acts(page, script) == [*firsts, "third 2", "third 3", "first 2", "second 2", "third 4"]
    assert [warning.split(":")[0] for warning in page.warnings] == [
        "Something cannot be shown of a",
        "“b” stays as it was",
    ]


def test_dependents_that_call_each_other_for_ever_are_stopped(page):
    found = acts(page, 'let n = 0; follow(["a"], () => say("a", ++n)); say("a", -1); note(n < 1000)')
    assert found == ["true"]
    assert json.dumps(page.warnings) == '["What depends on each other does not come to rest."]'
