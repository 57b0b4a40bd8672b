"""Writes the documents that are made of the code: methods and schedules, the gallery, links, words.

    python tests/describe.py

A test holds that they are as this writes them.
"""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

from app.contract import WIDGET
from app.experiment import SETTINGS
from app.settings import Setting
from app.url import PARTS
from app.words.equations import equations, schedule_lines
from app.words.glossary import WORDS
from optimizers import GROUPS, OPTIMIZERS, SCHEDULES, Optimizer, Schedule, hypers
from surfaces import GALLERY

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


LINKS = {
    "e": ("e=himmelblau", "E as it is typed, or its key in [the gallery](../surfaces/gallery.md)"),
    "let": ("e=w1^2 %2B k w2^2&let=k:10", "The letters of E"),
    "data": ("e=mean((w1 x - y)^2)&data=x,y;8,1.2;9,0.7", "The table that E goes over"),
    "standardize": ("e=line&standardize=on", "Columns with mean 0 and deviation 1"),
    "run": (
        "run=adam:eta=0.1/cosine:warm_up=20&run=momentum",
        "A method and its values, and after a slash its schedule, by [their keys](../optimizers/methods.md); "
        "what is left out suits E; a further run is a pinned one; `@4` behind it is its batch",
    ),
    "rule": (
        "run=own:eta=0.1&rule=w = w - η g",
        "[A rule of your own](rules/README.md), one for each run=own, in their order",
    ),
    "pins": ("run=adam&run=momentum&run=lion&pins=1,-2", "The colours of the pinned runs"),
    "batch": ("e=line&batch=4", "How many rows of the data each step of the first run sees: all without it"),
    "seed": ("noise=0.5&seed=7", "What noise and batches are drawn from"),
    "noise": ("noise=0.5", "The deviation of what is added to each gradient"),
    "fan": ("noise=0.5&fan=20", "How many paths with noise"),
    "start": ("start=-1.5,2", "Where all runs start"),
    "steps": ("steps=300", "How many steps"),
    "t": ("t=12", "The step at the cursor"),
    "view": ("view=-5,5,-2,8", "What the surface shows, widened to its frame"),
    "units": ("units=equal", "Whether one unit of w1 is as long as one of w2"),
    "camera": ("camera=-60,30", "The surface in three dimensions"),
    "height": ("camera=-60,30&height=log", "E or log E as its height"),
    "error": ("error=log", "The axis of E over t"),
    "crop": ("crop=9.0", "The largest E over t that is shown"),
    "hide": ("hide=m2,update", "Arrows and traces that are not shown, with commas between"),
    "tune": ("tune=on", "How the run ends for every η"),
    "tab": ("tab=plane", "The tab above the surface"),
    "panel": ("panel=step", "The open panel"),
    "axes": ("tab=plane&axes=eta,alpha", "The axes of the map of hyper-parameters"),
    "colour": ("tab=plane&colour=ended", "What that map shows"),
    "reach": ("tab=pairs&reach=3.0", "The largest gradient in the maps of pairs"),
    "race": (
        "panel=race&race=adam,lion",
        "The methods of a race, at most nine, by [their keys](../optimizers/methods.md)",
    ),
    "budget": ("panel=race&budget=64", "How many runs tune each of them"),
    "guess": ("guess=place", "Asks where the run ends, or how E goes, before it is shown"),
    "guessed": ("guess=place&guessed=300,1.5,-2", "What was guessed"),
    "goal": (
        "goal=E<0.001@50;by=alpha;tries=5",
        "What a visitor is to reach, at which t, by what, in how many tries",
    ),
    "lesson": ("lesson=adam", "A lesson by its key; the other parts change what it shows"),
    "embed": (
        "embed=dark",
        "The page as [a widget](serving/README.md#in-pages-of-others): light, dark, or as the browser",
    ),
    "show": ("embed&show=surface,legend,sliders", f"The parts of that widget: {', '.join(WIDGET)}"),
}
"""By part: an example, and what it says."""


def told(setting: Setting) -> str:
    """Return what the values of a part of a link may be; nothing of a choice of very many."""
    if setting.form[:1] == ("several",):
        return ", ".join(setting.form[2:]) if len(setting.form) < 12 else ""
    return re.sub(r",? such as \S+?(?=[;:]? |$)", "", setting.advice.removeprefix("it is "))


def links() -> str:
    """Return the document of what a link may hold."""
    advice = {setting.part: told(setting) for setting in SETTINGS.values()}
    rows = []
    for part in sorted(PARTS, key=list(LINKS).index):
        example, says = LINKS[part]
        rows.append(f"| `{part}` | `?{example}` | {': '.join(filter(None, [says, advice.get(part)]))} |")
    return f"""# What a link holds

The address of the page holds all that it shows. A link that is written by hand needs only some parts, in any
order: what it leaves out is as on the page at first, or suits E. `+` is written `%2B`. What cannot be used is
named in a notice, and the rest is shown. `--link` takes the same text without `?`, and a plain `+` in it.
Files and folders read the same links, as far as those need no server.
{MADE}

| part | example | what it says |
|---|---|---|
""" + "".join(f"{row}\n" for row in rows)


def gallery() -> str:
    """Return the document of the surfaces of the gallery."""
    rows = [
        f"| `{key}` | {each.title} | `{each.text}`{f', {each.rows} rows' if each.rows else ''} |"
        for key, each in GALLERY.items()
    ]
    return f"""# The gallery

By their keys in links, such as `?e=himmelblau`, in `explore("himmelblau")` and in `GALLERY`. {MADE}

| key | title | E |
|---|---|---|
""" + "".join(f"{row}\n" for row in rows)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "optimizers/methods.md": methods,
    "surfaces/gallery.md": gallery,
    "app/links.md": links,
    "app/words/words.md": words,
}
"""By path from the top of the repository: what writes the document."""


if __name__ == "__main__":
    for name, write in DOCUMENTS.items():
        (ROOT / name).write_text(write(), encoding="utf-8")
