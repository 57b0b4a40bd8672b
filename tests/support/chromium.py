"""The machine's Chromium, one for all tests: a process can start Playwright's synchronous API only once."""

import os
import shutil

import pytest

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
_SHORT_LIVED = ["--js-flags=--no-turbofan"]
"""Pages of tests live for seconds: the last compiler takes a quarter of the processor and ends too late."""


def chromium_path():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright  # most tests need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*ARGUMENTS, *_SHORT_LIVED]
        )
        yield browser
        browser.close()
