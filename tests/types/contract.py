"""Writes contract.d.ts: the names of app/contract.py and of panels as types, for the browser's modules."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app import assets, contract, panels
from app.experiment import SETTINGS, Experiment
from app.figures.picture import DOCUMENTS
from app.words.contents import told_experiment

HERE = Path(__file__).parent
SAID = {
    "data": "DataTable | null",
    "start": "Pair",
    "view": "Box",
    "camera": "Camera | []",
    "axes": "[string, string]",
    "hidden": "Hideable[]",
    "guess": '"off" | "place" | "curve"',
    "guessed": "number[]",
    "racers": "string[]",
    "pins": "number[]",
    "tab": "TabName",
    "panel": "PanelName",
    "values": "Values",
    "lineup": "OfRun[]",
    "let": "Values",
    "schedule": "OfSchedule",
    "query": "string | null",
    "settled": "boolean",
}
"""The types of what an experiment says that its values do not show; see page.d.ts."""


def union(names: Iterable[str]) -> str:
    return " | ".join(f'"{name}"' for name in names)


def fields(types: dict[str, str]) -> str:
    return "{ " + "; ".join(f"{name}: {value}" for name, value in types.items()) + " }"


def type_of(value: Any) -> str:
    """Return the type of a JSON value. A tuple of two is a pair; any other list has elements of one type."""
    if isinstance(value, dict):
        return fields({name: type_of(each) for name, each in value.items()})
    if isinstance(value, tuple) and len(value) == 2:
        return f"[{', '.join(map(type_of, value))}]"
    if isinstance(value, list | tuple):
        return f"{type_of(value[0]) if value else 'never'}[]"
    return {str: "string", bool: "boolean", int: "number", float: "number"}[type(value)]


def declarations() -> str:
    """Return all types, one a line."""
    told = told_experiment(Experiment()).items()
    said = {name: type_of(value) for name, value in told if name not in SAID}
    whole = {name: type_of(value) for name, value in panels.contract().items()}
    whole |= {"sources": "Record<keyof Sources, string[]>", "renderers": "Record<RendererName, Token>"}
    whole |= {"instead": "Partial<Record<TabName, string>>"}
    picture = (panels.FIGURES, panels.SOURCES, panels.RENDERERS, panels.MODELS)
    types = {
        "Topic": union((*panels.TOPICS, *contract.LOCAL, *contract.DERIVED)),
        "Ask": union(contract.ASKS),
        "StorageKey": union(contract.STORAGE),
        "FigureName": union(panels.FIGURES),
        "ModelName": union(name for names in picture for name in names),
        "RendererName": union(panels.RENDERERS),
        "DocumentName": union(DOCUMENTS),
        "TabName": union(panels.TABS),
        "PanelName": union(panels.PANELS),
        "Hideable": union(contract.HIDEABLE),
        "Token": union(dict.fromkeys(re.findall(r"^ *--([\w-]+):", assets.sheet(), re.MULTILINE))),
        "SettingName": union(SETTINGS),
        "Sources": fields(
            {
                name: f"Record<{union(columns)}, ArrayLike<unknown>>"
                for name, columns in panels.SOURCES.items()
            }
        ),
        "Contract": fields(whole),
        "SaidExperiment": fields(said | SAID),
    }
    return "".join(f"type {name} = {value}\n" for name, value in types.items())


if __name__ == "__main__":
    (HERE / "contract.d.ts").write_text(declarations(), encoding="utf-8")
