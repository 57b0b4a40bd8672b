"""The menu of methods: its groups, what to look at, and what is not there."""

from playwright.sync_api import expect

from app.words.contents import constants
from optimizers import ABSENT, GROUPS, OPTIMIZERS


def test_the_methods_stand_in_their_groups_and_each_says_what_to_look_at(visit):
    explorer = visit()
    menu = explorer.page.get_by_role("combobox", name="Optimizer", exact=True)
    groups = menu.locator("optgroup").evaluate_all(
        "all => all.map((each) => [each.label, [...each.children].map(({ value }) => value)])"
    )
    assert [label for label, _ in groups] == list(GROUPS.values())
    for (key, _), (_, values) in zip(GROUPS.items(), groups, strict=True):
        assert values == [each.key for each in OPTIMIZERS.values() if each.group == key]
    assert menu.locator("> option").all_inner_texts() == ["Own rule"]
    assert menu.get_attribute("title") == ABSENT
    watch = explorer.page.locator(".watch")
    explorer.choose("Optimizer", "lion")
    explorer.eventually(lambda: watch.inner_text() == OPTIMIZERS["lion"].watch)
    rate = explorer.page.locator(".rows.sliders + .message", has_text="with this method")
    expect(rate).to_have_text(f"η is {explorer.value('η'):g} with this method")
    places = rate, explorer.slider("η"), explorer.page.locator(".rows.sliders input[type=text]").first
    told, slider, box = (each.bounding_box() for each in places)
    assert told["y"] + told["height"] <= slider["y"] + 1
    assert told["x"] + told["width"] <= box["x"]
    explorer.slider("η").press("ArrowRight")
    expect(rate).to_have_count(0)
    explorer.choose("Optimizer", "momentum")
    explorer.eventually(lambda: watch.inner_text() == OPTIMIZERS["momentum"].watch)
    explorer.expression().fill("log(1 + w1^2)/2 + (w2 - sin(w1))^2")
    explorer.wait_until_settled()
    explorer.choose("Optimizer", "gradient-descent")
    expect(explorer.page.get_by_text("Chosen so that it arrives: η = ")).to_be_visible()
    expect(rate).to_have_text(f"η is {explorer.value('η'):g} with this method")
    assert [method[0] for method in constants()["methods"]][:-1] == list(OPTIMIZERS)
