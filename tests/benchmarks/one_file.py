"""What the page as one file costs: bytes, the time to make it, and that to its first path, from disk.

    python tests/benchmarks/one_file.py [--times 5] [--link QUERY] [--chromium PATH]

- size, compressed: bytes of the file, and of its gzipped form.
- first make: a process that has imported the package makes its first file. Further ones share most of it.
- command: `trajectory-explorer --save` as a whole, with the start of Python and all imports.
- first path: from the beginning of the navigation until the frame in which the path is first painted is done.

Times are medians.
"""

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from opening import FIRST_PAINT
from playwright.sync_api import sync_playwright
from servers import ARGUMENTS, PAINTED, chromium_path

_MAKE = """
import sys, time
from app.saved.files import save
times = []
for _ in range(2):
    begin = time.perf_counter()
    save(sys.argv[1], sys.argv[2])
    times.append(time.perf_counter() - begin)
print(*times)
"""


def made(file: Path, link: str) -> dict[str, float]:
    """Return the milliseconds of making a file in a new process, and by the command."""
    command = [sys.executable, "-c", _MAKE, str(file), link]
    first, further = map(
        float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    )
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "app", "--save", str(file), "--link", link], check=True)
    whole = time.perf_counter() - begin
    return {"first make (ms)": 1e3 * first, "further make (ms)": 1e3 * further, "command (ms)": 1e3 * whole}


def opened(browser, file: Path) -> dict[str, float]:
    """Return the milliseconds until a file shows something, and its path."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri(), wait_until="commit")
    found = {"first path (ms)": page.evaluate(PAINTED), "first paint (ms)": page.evaluate(FIRST_PAINT)}
    context.close()
    return found


def main() -> None:
    """Measure, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--link", default="", metavar="QUERY")
    parser.add_argument("--chromium", default=chromium_path())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        turns = [made(file, options.link) for _ in range(options.times)]
        browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
        turns = [turn | opened(browser, file) for turn in turns]
        browser.close()
        content = file.read_bytes()
    print(f"{'size (kB)':24}{len(content) / 1000:10.0f}")
    print(f"{'compressed (kB)':24}{len(gzip.compress(content)) / 1000:10.0f}")
    for figure in turns[0]:
        print(f"{figure:24}{statistics.median(turn[figure] for turn in turns):10.0f}")


if __name__ == "__main__":
    main()
