"""When a page has painted its first path, and what its figures have cost until then."""

PAINTED = """() => new Promise((resolve) => {
    const find = (name) => window.Bokeh?.documents.map((each) => each.get_model_by_name(name)).find(Boolean)
    const look = () => {
        const figure = find("surface")
        const view = figure && Bokeh.index.find_one(figure)
        const has_path = find("trajectory")?.get_length() > 1
        const is_shown = view?.frame?.bbox.width > 0 && view.has_finished?.()
        if (!(has_path && is_shown)) return requestAnimationFrame(look)
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now())
            port2.postMessage(null)
        })
    }
    look()
})"""
"""Resolves with the milliseconds since the navigation began when the path has been painted.

The figures may stand there before it, and in a Bokeh document of their own.
"""
COUNT = """{
    const layouts = {}, paintings = {}
    window.counted = { layouts, paintings }
    const add = (counts, { name }) => { counts[name] = (counts[name] ?? 0) + 1 }
    const before = (prototype, name, act) => {
        const original = prototype[name]
        prototype[name] = function (...given) {
            act(this)
            return original.apply(this, given)
        }
    }
    let bokeh, painted = true
    Object.defineProperty(window, "Bokeh", {
        get: () => bokeh,
        set(script) {
            bokeh = script
            const { prototype } = script.Models.get("Figure").prototype.default_view
            before(prototype, "_after_layout", ({ model }) => add(layouts, model))
            before(prototype, "_actual_paint", () => { painted = false })
            for (const layer of ["_paint_primary", "_paint_overlays"])
                before(prototype, layer, ({ model }) => {
                    if (!painted) add(paintings, model)
                    painted = true
                })
        },
    })
}"""
"""Runs before the page's own script. `counted` has how often each figure has been laid out, and painted.

A figure has two layers, and a painting may be of one of them.
"""
