"""Whether what a page shows has enough room."""

SCROLLING = """() => [...document.querySelectorAll(".settings, .status p, [data-tab=lesson]")]
    .filter((each) => each.checkVisibility() && each.scrollHeight > each.clientHeight + 1)
    .map((each) => `${each.className} ${each.dataset.tab} ${each.scrollHeight - each.clientHeight}`)"""
"""Parts that scroll, of those that must not on a wide page: controls, the status, and a lesson."""


def formulas_are_whole(page):
    """No formula is cut: a line that is too long fades and takes the focus, and no line is too low."""
    cut = """() => [...document.querySelectorAll(".formula")].filter((line) => {
        if (!line.checkVisibility()) return false
        const goes_on = line.scrollWidth > line.clientWidth + 1
        const says_so = line.dataset.more !== "" && line.tabIndex === 0
        const { height } = line.querySelector("math").getBoundingClientRect()
        return goes_on !== says_so || height > line.clientHeight + 1
    }).map((line) => line.textContent)"""
    page.eventually(lambda: page.page.evaluate(cut) == [])
