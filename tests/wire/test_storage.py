"""The page's use of the browser's storage."""

ALL = """async () => {
    const { forget, keep, recall } = await import("/storage.js")
    keep("session", "new", "1")
    forget("session", "old")
    return [recall("session", "new"), sessionStorage.getItem("new"), sessionStorage.getItem("old")]
}"""


def test_a_page_without_storage_leaves_that_of_other_pages_alone(page):
    page.run("() => sessionStorage.setItem('old', '2')")
    page.run("async () => (await import('/storage.js')).keep_nothing()")
    assert page.run(ALL) == [None, None, "2"]


def test_a_page_that_keeps_something_can_forget_it(page):
    page.run("() => sessionStorage.setItem('old', '2')")
    assert page.run(ALL) == ["1", "1", None]
