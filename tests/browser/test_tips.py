"""What stands beside the pointer on the surface: E is that of the point that is named."""

import pytest


def pointed(page, w1: float, w2: float, near: float) -> dict[str, float]:
    """What the page says of a point of the surface, when the pointer is there."""

    def said():
        page.page.mouse.move(*page.at(w1, w2))
        words = page.page.locator(".unseen > .tip").locator("span, b").all_inner_texts()
        found = dict(zip(words[::2], (float(text.replace("−", "-")) for text in words[1::2]), strict=True))
        assert (found.get("w₁"), found.get("w₂")) == pytest.approx((w1, w2), abs=near)
        return found

    return page.eventually(said)


def test_the_error_beside_the_pointer_is_that_of_the_point_that_is_named(visit):
    page = visit("?e=abs(w1)%2Babs(w2)&view=-1,1,-1,1&start=0.9,0.9&run=gradient-descent:eta=0.1")
    for point in ((0.02, 0.03), (-0.5013, 0.3337), (0.0, -0.7771)):
        said = pointed(page, *point, near=0.005)
        assert said["E"] == pytest.approx(abs(said["w₁"]) + abs(said["w₂"]), rel=1e-4)


def test_a_narrow_view_names_points_with_as_many_digits_as_it_shows(visit):
    page = visit("?e=(w1-7)^2*1e12%2B0*w2&view=6.999999,7.000001,0,1&start=7.0000009,0.5")
    said = pointed(page, 7.0000004, 0.25, near=0.005)
    assert said["w₁"] == pytest.approx(7.0000004, abs=1e-8)
    assert said["E"] == pytest.approx((said["w₁"] - 7) ** 2 * 1e12, rel=1e-4)


def test_a_click_starts_at_the_point_that_was_named(visit):
    page = visit("?start=-15,20")
    said = pointed(page, 3.21, -7.77, near=0.1)
    page.page.mouse.down()
    page.page.mouse.up()
    page.eventually(lambda: page.start() == (said["w₁"], said["w₂"]))
