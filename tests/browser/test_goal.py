"""A goal of a link: it is checked when the controls rest, and the best so far is kept.

The tests share a page, which remembers the tries of each goal: each has a goal of its own.
"""

from urllib.parse import quote

from playwright.sync_api import expect

BASE = "steps=60&run=momentum:eta=0.001,alpha=0.5"


def link(goal, base=BASE):
    return f"?{base}&goal={quote(goal)}"


def goal(explorer):
    return explorer.page.locator("[data-part=goal]")


def reached(explorer, answer):
    expect(goal(explorer)).to_have_attribute("data-reached", answer)


def test_a_goal_is_reached_by_the_value_that_it_names(visit):
    explorer = visit(link("E<100@50;by=alpha"))
    reached(explorer, "no")
    expect(goal(explorer)).to_contain_text("Bring E below 100 within 50 steps, by α alone.")
    explorer.enter("α value", "0.9")
    reached(explorer, "yes")
    expect(goal(explorer)).to_contain_text("Reached. Tries: 1. Smallest so far: α = 0.9.")
    explorer.enter("α value", "0.95")
    expect(goal(explorer)).to_contain_text("Tries: 2. Smallest so far: α = 0.9.")


def test_another_value_may_not_be_moved_and_a_button_leads_back(visit):
    line = "e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,2;2,2&start=3,3"
    explorer = visit(link("E<1e-9;by=alpha", f"{line}&{BASE}"))
    for name, value, before in (("η", "0.01", 0.001), ("Batch", "2", 3)):
        reached(explorer, "no")
        explorer.enter(f"{name} value", value)
        expect(goal(explorer)).to_contain_text("Only α may be moved.")
        reached(explorer, "no")
        explorer.button("Back").click()
        explorer.eventually(lambda name=name, before=before: explorer.value(name) == before)


def test_it_is_not_checked_while_a_slider_moves(visit):
    explorer = visit(link("E<101@50;by=alpha"))
    reached(explorer, "no")
    far = goal(explorer).get_by_text("Now E = ")
    before = far.inner_text()
    move = explorer.hold("α", 0.5)
    move(0.9)
    explorer.eventually(lambda: explorer.value("α") > 0.85)
    reached(explorer, "no")
    expect(far).not_to_have_text(before)  # how far it is, is told meanwhile
    explorer.page.mouse.up()
    reached(explorer, "yes")
    expect(goal(explorer)).to_contain_text("Tries: 1.")


def test_a_series_of_keys_is_one_try(visit):
    explorer = visit(link("E<1e-8;by=alpha"))
    reached(explorer, "no")
    for key in ["ArrowRight"] * 5 + ["PageUp"]:
        explorer.slider("α").press(key)
    explorer.slider("η").focus()
    expect(goal(explorer)).to_contain_text("Tries: 1.")


def test_the_tries_are_counted_and_end(visit):
    explorer = visit(link("E<1e-7;by=alpha;tries=2"))
    reached(explorer, "no")
    for value in ("0.6", "0.7"):
        explorer.enter("α value", value)
        explorer.wait_until_settled()
    expect(goal(explorer)).to_contain_text("Tries: 2 of 2. No try is left.")
    explorer.button("Start anew").click()
    explorer.eventually(lambda: explorer.value("α") == 0.5)
    expect(goal(explorer)).to_contain_text("Tries: 0 of 2.")


def test_the_best_so_far_outlives_a_reload(visit):
    explorer = visit(link("E<102@50;by=alpha"))
    explorer.enter("α value", "0.9")
    reached(explorer, "yes")
    explorer.wait_until_settled()
    explorer.page.reload()
    explorer.wait_until_ready()
    expect(goal(explorer)).to_contain_text("Smallest so far: α = 0.9.")


def test_nothing_tells_whether_it_is_reached_while_a_guess_is_awaited(visit):
    explorer = visit(link("E<1000;by=alpha") + "&guess=place", reduced_motion="reduce")
    expect(goal(explorer)).to_contain_text("Bring E below 1000")
    assert goal(explorer).get_attribute("data-reached") is None
    explorer.page.get_by_role("button", name="Show it", exact=True).click()
    expect(goal(explorer)).to_have_attribute("data-reached", "yes")
    expect(goal(explorer)).to_contain_text("Reached already: nothing has to be moved.")


def test_a_visitor_writes_a_goal_and_the_link_holds_it(visit):
    explorer = visit(f"?{BASE}")
    assert not goal(explorer).is_visible()
    explorer.button("Share").click()
    explorer.button("A goal for this link").click()
    dialog = explorer.page.get_by_role("dialog", name="A goal for this link")
    dialog.get_by_role("spinbutton", name="Number").fill("5")
    dialog.get_by_role("spinbutton", name="Within steps").fill("40")
    dialog.get_by_role("checkbox", name="α").check()
    expect(dialog.get_by_role("alert")).to_have_text("")
    dialog.get_by_role("spinbutton", name="Number").fill("5000")
    expect(dialog.get_by_role("alert")).to_have_text("The run that is shown reaches this already.")
    dialog.get_by_role("spinbutton", name="Number").fill("5")
    dialog.get_by_role("button", name="Set goal").click()
    expect(goal(explorer)).to_contain_text("Bring E below 5 within 40 steps, by α alone.")
    explorer.eventually(lambda: f"goal={quote('E<5.0@40;by=alpha', safe='=')}" in explorer.page.url)
