"""What there is to choose on a page without a server, as data for static/site.js."""

from collections.abc import Collection
from functools import cache
from typing import Any

from surfaces import GALLERY, PLAIN, Surface, Table

from ..experiment import SETTINGS, Experiment
from ..figures.picture import IN_SIGHT
from ..lessons import LESSONS
from ..panels import PANELS, TABS, Panel, constants, tab_names
from ..proposals.opening import opened
from ..rules.gallery import EXAMPLES
from ..settings import Setting
from ..tables.table_text import table_part, told_table
from ..url import from_query, standing_surfaces
from ..words.contents import of_surface, told_experiment, told_lesson, typed_rules

_CONSTANTS = (
    *("absent", "boxes", "steps_rows", "schedule_names", "steady", "words", "tips", "noise", "methods"),
    "lessons",
)


def panels_with(has: Collection[str] = ("data", "lessons")) -> dict[str, Panel]:
    """Return the panels of a page without a server that has some of "data" and "lessons"."""
    return {key: each for key, each in PANELS.items() if each.is_portable and each.needs in ("", *has)}


def pictured() -> list[str]:
    """Return the names of the figures' documents of such a page."""
    return [*IN_SIGHT, *(key for key, panel in panels_with().items() if panel.figures)]


@cache
def choices() -> dict[str, Any]:
    """Return all that such a page has, as `constants` by topic, and `catalogue`."""
    return {"constants": _constants(), "catalogue": _catalogue()}


def methods_of(keys: Collection[str]) -> list[Any]:
    """Return the choices of the methods with these keys."""
    return [each for each in constants()["methods"] if each[0] in keys]


def portable_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule that needs no server: without the strip of all rates, and without a text to open."""
    sliders = [_row({**row, "tunable": False}) for row in rule["sliders"]]
    return {**rule, "sliders": sliders, "has_outside": False}


def _constants() -> dict[str, Any]:
    found, panels = constants(), panels_with()
    contract, shown = found["contract"], {"path", *panels}
    absent = {name for key, panel in (TABS | PANELS).items() if key not in shown for name in panel.palettes}
    palettes = {name: each for name, each in contract["palettes"].items() if name not in absent}
    return {
        **{name: found[name] for name in _CONSTANTS},
        "contract": {**contract, "panels": tab_names(panels), "palettes": palettes},
        "surfaces": [*found["surfaces"][:-1], ["", "Another function"]],
        "schedules": {key: portable_rule(each) for key, each in found["schedules"].items()},
        "rules": {key: portable_rule(rule) for key, rule in found["rules"].items()},
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and value is not False}


def _catalogue() -> dict[str, Any]:
    """Return what there is, by topic.

    `default` is the experiment that a link begins with, `first` that of an address without a link. Of two
    functions with one text that of the gallery comes first.
    """
    return {
        "default": told_experiment(Experiment()),
        "first": told_experiment(opened("")[0]),
        "settings": [_setting(name, each) for name, each in SETTINGS.items()],
        "functions": [
            {
                "text": text,
                "data": told_table(table),
                "start": surface.start,
                "view": surface.domain,
                "facts": of_surface(surface),
            }
            for (text, table), surface in _functions()
        ],
        "lessons": {
            key: {
                "link": lesson.link,
                "question": lesson.question.link,
                "told": told_lesson(key, False),
                "awaited": told_lesson(key, True),
            }
            for key, lesson in LESSONS.items()
        },
        "none": told_lesson("", False),
        "typed_rules": {text: portable_rule(rule) for text, rule in typed_rules(_rules()).items()},
    }


def _functions() -> list[tuple[tuple[str, Table | None], Surface]]:
    """Return the surfaces of the gallery, then those of the lessons, and of links of earlier versions."""
    known = standing_surfaces()
    known |= {(each.text, each.data): each for each in PLAIN.values()}
    of_gallery = [(each.text, each.data) for each in GALLERY.values()]
    others = sorted(known.keys() - {*of_gallery}, key=lambda each: (each[0], table_part(each[1])))
    return [(each, known[each]) for each in (*of_gallery, *others)]


def _setting(name: str, each: Setting) -> dict[str, Any]:
    """Return a setting as a link has it."""
    nothing = dict(each.nothing) if name == "let" else each.nothing
    return {
        "name": name,
        "part": each.part,
        "form": each.form or (name,),
        "nothing": nothing,
        "in_lessons": each.in_lessons,
        "advice": each.advice,
    }


def _rules() -> tuple[str, ...]:
    """Return the texts of all rules that examples and lessons have."""
    links = (f"lesson={key}&{link}" for key, lesson in LESSONS.items() for link in ("", *lesson.links))
    surfaces = standing_surfaces()
    shown = (from_query(link, lambda *asked: surfaces[asked])[0] for link in links)
    texts = [example.text for example in EXAMPLES.values()]
    texts += [run.text for experiment in shown for run in experiment.runs if run.text]
    return tuple(dict.fromkeys(texts))
