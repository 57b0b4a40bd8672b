"""The picture: the same text everywhere, with ids of its own and the contract's sources."""

import json
import re

import pytest
from bokeh.document import Document

from app.figures.picture import picture_text
from app.panels import FIGURES, MODELS, RENDERERS, SOURCES, contract


@pytest.fixture(scope="module")
def picture():
    return json.loads(picture_text())


def models(part):
    """All models that are written out in a part of the picture."""
    if isinstance(part, dict):
        if part.get("type") == "object" and "id" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from models(each)


def test_its_ids_cannot_be_those_of_a_session(picture):
    ids = [model["id"] for model in models(picture)]
    assert len(ids) == len(set(ids)) > 200
    assert all(re.fullmatch(rf"({'|'.join(picture)})\d+", each) for each in ids)
    assert not re.search(r'"p\d+"', picture_text())


def test_its_roots_are_the_figures_and_the_trajectory(picture):
    roots = [root["attributes"]["name"] for part in picture.values() for root in part["roots"]]
    assert sorted(roots) == sorted([*FIGURES, "trajectory"])


def test_every_name_is_one_of_the_contract_and_stands_once_unless_it_is_that_of_a_colour(picture):
    names = [name for model in models(picture) if (name := model.get("attributes", {}).get("name"))]
    assert set(names) == {*FIGURES, *SOURCES, *RENDERERS, *MODELS}
    often = {name for name in names if names.count(name) > 1}  # the browser finds the others by their names
    lines = {"first_line", "second_line", "cursor_line", "judged_line", "guess_curve_line"}
    lines |= {"batch_line", "epoch_line"}
    assert often == {*lines, "limit_word", "pin_shades", "path_ends"}  # ends are above and below the arrows
    palettes = set(contract()["palettes"])
    assert set(MODELS) >= palettes
    mappers = [model["attributes"] for model in models(picture) if model["name"] == "LinearColorMapper"]
    assert {each["name"] for each in mappers if "name" in each} <= palettes | set(RENDERERS)


def test_its_sources_have_the_columns_of_the_contract_and_nothing_in_them(picture):
    for model in models(picture):
        if model.get("name") == "ColumnDataSource" and "name" in model["attributes"]:  # keys have one without
            columns = dict(model["attributes"]["data"]["entries"])
            assert set(columns) == set(SOURCES[model["attributes"]["name"]])
            assert not any(columns.values())


def test_nothing_is_selected_and_no_figure_leaves_points_out(picture):
    """The drawings for that are left out (static/figures/plots.js)."""
    figures = [model for model in models(picture) if model["name"] == "Figure"]
    assert len(figures) == len(FIGURES)
    assert all(figure["attributes"]["lod_threshold"] is None for figure in figures)
    assert not [model["name"] for model in models(picture) if re.search("(Select|Tap).*Tool", model["name"])]


def test_a_pinned_path_has_a_halo_below_it(picture):
    """Some of its shades have no contrast to the ground. The browser gives it the colour of the halo."""
    ids = {
        each["attributes"]["name"]: each["id"]
        for each in models(picture)
        if "name" in each.get("attributes", {})
    }
    drawn = [each["attributes"] for each in models(picture) if each["name"] == "GlyphRenderer"]
    halo, path = (
        next(i for i, each in enumerate(drawn) if each["data_source"]["id"] == ids[name])
        for name in ("pin_halos", "pin_path")
    )
    assert halo < path
    assert RENDERERS[drawn[halo]["name"]] == "halo"
    widths = [drawn[i]["glyph"]["attributes"]["line_width"]["value"] for i in (halo, path)]
    assert widths[0] > widths[1]


def test_its_parts_are_valid_documents(picture, caplog):
    for part in picture.values():
        Document.from_json(part).validate()
    assert caplog.messages == []
