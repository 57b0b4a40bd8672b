"""What the figure of the surface draws, as the surface in three dimensions reads it from Bokeh's models."""

from app.figures.surface import surface_figure

DRAWN = "(plot) => module.drawn_glyphs(plot)"
SHADES = {"palette": ["#000000", "#111111", "#222222"], "low": 0, "high": 1, "low_color": "#ffffff"}


def drawn(figures, *renderers, center=()):
    plot = {"renderers": renderers, "center": center}
    return figures.work("drawn_glyphs.js", DRAWN, [[plot]])[0]


def test_a_row_has_its_columns_and_looks_which_are_values_columns_or_colours(figures):
    line = {
        "type": "MultiLine",
        "line_width": {"value": 2},
        "line_alpha": {"field": "alpha"},
        "line_color": {"field": "share", "transform": SHADES},
    }
    shares = [-1, 0, 0.3, 0.34, 0.5, 0.99, 1, 7]
    columns = {"w1": [[k] for k in range(8)], "share": shares, "alpha": [0.5] * 8}
    model = {"glyph": line, "data_source": {"name": "path", "data": columns}}
    (found,) = drawn(figures, model)
    assert (found["type"], found["source"]) == ("MultiLine", "path")
    colours = ["#ffffff", "#000000", "#000000", *["#111111"] * 2, *["#222222"] * 3]
    assert [row["line_color"] for row in found["rows"]] == colours  # as Bokeh maps numbers to colours
    assert {(row["line_width"], row["line_alpha"]) for row in found["rows"]} == {(2, 0.5)}
    assert [row["w1"] for row in found["rows"]] == columns["w1"]


def test_annotations_are_above_renderers_and_heads_filters_and_other_models_count(figures):
    data = {"size": [5, 6], "marker": ["circle", "diamond"]}
    source = {"name": "ends", "data": data}
    look = {name: {"value": None} for name in ("fill_color", "fill_alpha", "line_color", "line_alpha")}
    scatter = {
        "type": "Scatter",
        **{name: {"field": name} for name in data},
        "line_width": {"value": 1},
        **look,
    }
    circles = {"filter": {"column_name": "marker", "group": "circle"}}
    arrow = {"type": "Arrow", "source": source, "line_width": {"value": 1}, **look}
    arrow["end"] = {"size": {"field": "size"}}
    found = drawn(
        figures,
        {"glyph": scatter, "data_source": source, "view": circles},
        {"glyph": {"type": "Image"}},
        center=[arrow, {"type": "Grid"}],
    )
    assert [each["type"] for each in found] == ["Scatter", "Arrow"]
    assert [row["marker"] for row in found[0]["rows"]] == ["circle"]
    assert [row["head"] for row in found[1]["rows"]] == [5, 6]


def test_all_that_the_figure_draws_is_known_to_it():
    """A new kind of glyph on the map must be painted in three dimensions, too (static/relief/glyphs.js)."""
    plot = surface_figure()
    models = [model for model in (*plot.renderers, *plot.center) if hasattr(model, "data_source")]
    models = [(model.glyph, model.data_source.name) for model in models]
    models += [(model, model.source.name) for model in plot.center if hasattr(model, "source")]
    assert {type(glyph).__name__ for glyph, _ in models} == {
        *("Image", "MultiLine", "Segment", "Arrow", "Scatter", "Text")
    }
    markers = {glyph.marker for glyph, _ in models if type(glyph).__name__ == "Scatter"}
    assert markers == {"circle", "cross", "diamond", "x", "marker"}  # the last is a column
