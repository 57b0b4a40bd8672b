"""Writes the documents that are made of the code: every method and schedule, and the list of words.

    python tests/describe.py

A test holds that they are as this writes them.
"""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

from app.words.equations import equations, schedule_lines
from app.words.glossary import WORDS
from optimizers import GROUPS, OPTIMIZERS, SCHEDULES, Optimizer, Schedule, hypers

ROOT = Path(__file__).parent.parent
MADE = "This page is made of the code by `python tests/describe.py`."


def mathematics(lines: list[str]) -> str:
    """Return LaTeX lines as a block, one below the other."""
    joined = r" \\ ".join(re.sub(r" =(?=[ \\])", " &=", line, count=1) for line in lines)
    return "\n".join(["```math", rf"\begin{{aligned}} {joined} \end{{aligned}}", "```"])


def prose(described: type) -> list[str]:
    """Return the paragraphs of a docstring, without the recurrence, which stands above as mathematics."""
    paragraphs = (inspect.getdoc(described) or "").split("\n\n")
    return [each for each in paragraphs if not re.search(r"^\s*\S+\(t\)\s+=", each, re.MULTILINE)]


def fields(described: type[Optimizer] | type[Schedule]) -> list[str]:
    """Return a table of hyper-parameters; no lines if there are none."""
    rows = [
        (about.symbol, about.meaning, f"{about.default:g}", f"{about.low:g} to {about.high:g}", about.bounds)
        for about in hypers(described)
    ]
    if not rows:
        return []
    head = ("", "", "at first", "slider", "allowed")
    return ["\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))]


def method(described: type[Optimizer]) -> list[str]:
    """Return the paragraphs about a method."""
    lines = [line.general for line in equations(described)]
    told = f"{described.summary} {described.watch}".strip()
    link = f"On the page: `?run={described.key}:`"
    return [f"### {described.title}", told, mathematics(lines), *prose(described), *fields(described), link]


def schedule(described: type[Schedule]) -> list[str]:
    """Return the paragraphs about a schedule."""
    lines = mathematics(schedule_lines(described))
    link = f"On the page: `?run=momentum:/{described.key}:`"
    return [f"### {described.title}", described.summary, lines, *prose(described), *fields(described), link]


def methods() -> str:
    """Return the document of all methods and schedules."""
    parts = [
        "# The methods and schedules",
        "For each its equations, as its rule gives them, its paper, where papers and frameworks differ, and"
        f" its hyper-parameters. {MADE}",
    ]
    for group, title in GROUPS.items():
        members = [each for each in OPTIMIZERS.values() if each.group == group]
        parts += [f"## {title}", *(part for each in members for part in method(each))]
    parts += ["## Schedules", *(part for each in SCHEDULES.values() for part in schedule(each))]
    return "\n\n".join(parts) + "\n"


def words() -> str:
    """Return the document of the terms that the page uses."""
    rows = [
        f"- **{word}**: {meaning}"
        for word, meaning in sorted(WORDS.items(), key=lambda item: item[0].lower())
    ]
    return (
        "\n\n".join(["# The words of the page", f"The page shows them, too. {MADE}", "\n".join(rows)]) + "\n"
    )


DOCUMENTS: dict[str, Callable[[], str]] = {"optimizers/methods.md": methods, "app/words/words.md": words}
"""By path from the top of the repository: what writes the document."""


if __name__ == "__main__":
    for name, write in DOCUMENTS.items():
        (ROOT / name).write_text(write(), encoding="utf-8")
