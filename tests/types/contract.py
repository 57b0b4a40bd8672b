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


def union(names: Iterable[str]) -> str:
    return " | ".join(f'"{name}"' for name in names)


def fields(types: dict[str, str]) -> str:
    return "{ " + "; ".join(f"{name}: {value}" for name, value in types.items()) + " }"


def type_of(value: Any) -> str:
    """Return the type of a JSON value; the elements of lists may be anything."""
    if isinstance(value, dict):
        return fields({name: type_of(each) for name, each in value.items()})
    return {str: "string", int: "number", float: "number"}.get(type(value), "any[]")


def declarations() -> str:
    """Return all types, one a line."""
    said = [*told_experiment(Experiment()), "query", "settled"]
    whole = {name: type_of(value) for name, value in panels.contract().items()}
    whole |= {"sources": "Record<keyof Sources, string[]>", "renderers": "Record<RendererName, Token>"}
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
            {name: f"Record<{union(columns)}, any>" for name, columns in panels.SOURCES.items()}
        ),
        "Contract": fields(whole),
        "SaidExperiment": fields(dict.fromkeys(said, "any") | {"tab": "TabName", "panel": "PanelName"}),
    }
    return "".join(f"type {name} = {value}\n" for name, value in types.items())


if __name__ == "__main__":
    (HERE / "contract.d.ts").write_text(declarations(), encoding="utf-8")
