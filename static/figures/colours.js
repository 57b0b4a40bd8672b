// Colours the figures with the tokens of static/tokens.css and the contract's palettes.

import { follow, known } from "../store.js"
import { token_reader } from "../tokens.js"
import { all_models, models_of } from "./plots.js"

export function colours() {
  follow(["theme"], () => colour_all(all_models()))
  follow(["figures"], (tab) => colour_all(models_of(tab)))
}

/** @param {Model[]} models */
function colour_all(models) {
  const theme = known("theme")
  const { palettes, renderers } = known("contract")
  const token = token_reader()
  for (const model of models)
    colour(model, {
      token,
      renderers,
      palette: palettes[/** @type {keyof typeof palettes} */ (model.name)]?.[theme],
    })
}

/**
 * @param {Model} model
 * @param {{ token: (name: Token) => string, renderers: Contract["renderers"], palette: string[] | undefined }} look
 */
function colour(model, { token, renderers, palette }) {
  const font = token("font") || "system-ui"
  const line = renderers[/** @type {RendererName} */ (model.name)]
  if (model.type.endsWith("Axis"))
    model.setv({
      axis_line_color: token("line"),
      major_tick_line_color: token("line"),
      minor_tick_line_color: null,
      major_label_text_color: token("soft"),
      axis_label_text_color: token("soft"),
      major_label_text_font: font,
      axis_label_text_font: font,
      axis_label_text_font_style: "normal",
    })
  else if (model.type === "Title") model.setv({ text_color: token("text"), text_font: font })
  else if (model.type === "ColorBar")
    model.setv({ major_label_text_color: token("soft"), major_label_text_font: font })
  else if (model.type === "Grid") model.setv({ grid_line_color: token("line"), grid_line_alpha: 0.6 })
  else if (palette) model.setv({ palette })
  else if (model.name === "limit_word") model.glyph.setv({ text_color: token("text"), text_font: font })
  else if (model.glyph?.type === "Text") {
    model.glyph.setv(line ? { text_color: token(line), text_font: font } : { text_font: font })
    if (model.glyph.background_fill_alpha.value < 1)
      model.glyph.setv({ background_fill_color: token("page") })
  } else if (line) colour_line(model.glyph ?? model, token(line))
}

// A glyph without a line is filled. The lines of the path have a palette, except for their halo.
/** @param {Model} glyph @param {string} colour */
function colour_line(glyph, colour) {
  if (glyph.line_color?.transform) glyph.line_color.transform.setv({ low_color: colour })
  else if (glyph.type === "Scatter" && glyph.line_color.value === null) glyph.setv({ fill_color: colour })
  else glyph.setv({ line_color: colour })
}
