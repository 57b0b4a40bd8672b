// What the benchmark of a drag sees of a page: when an input came, when the figures had painted what it
// changes, and when the server's last answer was shown. It is there before any script of the page.
//
// A tick counts from the time of its input event to the end of the animation frame in which the last figure
// painted it: a message that is posted in a frame is delivered when the frame is done. A page may assign data
// several times for one tick, such as a run of its own and then the server's. The first data after the input
// that differ from what was painted before count, and whatever comes after them does not.

{
  const probe = {
    ticks: [],
    fresh: 0,
    moves: 0,
    input: 0,
    last_move: 0,
    last_paint: 0,
    last_answer: 0,
  }
  window.probe = probe
  let counted = 0 // the time of the last input that has become a tick
  let resolve = null

  const note = (event) => (probe.input = event.timeStamp)
  addEventListener("keydown", note, true)
  addEventListener("pointermove", note, true)
  addEventListener("pointermove", note_move, true)
  addEventListener("DOMContentLoaded", () => {
    if (typeof module_store === "undefined") return
    const note_answer = () => when_done(() => (probe.last_answer = performance.now()))
    module_store.follow(["answered"], (answered) => answered && requestAnimationFrame(note_answer))
  })

  function note_move(event) {
    probe.last_move = event.timeStamp
    probe.moves += 1
  }

  // A promise of whether the next tick is painted within so many ms.
  probe.next = (patience) =>
    new Promise((found) => {
      resolve = found
      setTimeout(() => found(false), patience)
    })

  // How many animation frames the page gets in a second.
  probe.idle = async (seconds) => {
    let count = 0
    let going = true
    const frame = () => {
      count += 1
      if (going) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    await new Promise((done) => setTimeout(done, 1000 * seconds))
    going = false
    return count / seconds
  }

  // Times the animation frames, from the beginning of each to its end, until `timed` returns their ms.
  let is_timing = false
  let frames = []

  probe.time_frames = () => {
    is_timing = true
    frames = []
    const frame = (begin) => {
      when_done(() => frames.push(performance.now() - begin))
      if (is_timing) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  }

  probe.timed = () => {
    is_timing = false
    return frames
  }

  probe.find = (name) => window.Bokeh?.documents.map((each) => each.get_model_by_name(name)).find(Boolean)
  const view_of = (name) => Bokeh.index.find_one(probe.find(name))

  // Whether the figures have been drawn with a run.
  probe.is_drawn = () => {
    if (!probe.find("m") || !(view_of("m")?.frame?.bbox.width > 0)) return false
    return probe.find("trajectory").get_length() > 1
  }

  // Where a point of a figure is on the screen.
  probe.place = ([x, y], name = "surface") => {
    const view = view_of(name)
    const box = view.canvas_view.el.getBoundingClientRect()
    return [box.left + view.frame.x_scale.compute(x), box.top + view.frame.y_scale.compute(y)]
  }

  // Watches the figures of these names, which draw the source `trajectory`.
  probe.watch = (names) => {
    const trajectory = probe.find("trajectory")
    let shown = mark(trajectory)
    let waiting = null // { input, views that have not painted }
    const views = names.map(view_of) // a search takes a millisecond
    trajectory.properties.data.change.connect(() => {
      waiting = { input: probe.input, views: new Set(views) }
    })
    for (const view of views) {
      const paint = view.paint.bind(view)
      view.paint = (...options) => {
        paint(...options)
        if (waiting === null || !waiting.views.delete(view) || waiting.views.size) return
        const { input } = waiting
        waiting = null
        const now = mark(trajectory)
        if (now !== shown) painted(input)
        shown = now
      }
    }
  }

  // Tells two runs apart that differ in a hyper-parameter or in their start, but not the browser's from the
  // server's.
  function mark(source) {
    const w1 = source.get_column("w1")
    return [0, 3, 10].map((t) => w1[t].toPrecision(9)).join()
  }

  // Notes that what an input has changed is painted in this frame.
  function painted(input) {
    when_done(() => {
      probe.last_paint = performance.now()
      probe.fresh += 1
      if (input === counted) return
      counted = input
      probe.ticks.push(probe.last_paint - input)
      resolve?.(true)
    })
  }

  function when_done(act) {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = act
    port2.postMessage(null)
  }

  // A page that is not made of Bokeh's figures says by itself when it has computed and drawn.
  document.addEventListener("updated", () => {
    const { input } = probe
    requestAnimationFrame(() => painted(input))
  })

  // The bare repaint. `record` keeps what the sources of these names hold now, and `replay` makes the page
  // show one record after the other: with each input the next, in the next frame, and nothing else of the
  // page runs.
  const records = []

  probe.record = (names) => records.push(names.map((name) => [probe.find(name), probe.find(name).data]))

  probe.replay = (names, place) => {
    const cover = document.createElement("div") // lies on the slider and takes its input
    const { left, top, width, height } = place.getBoundingClientRect()
    cover.id = "cover"
    cover.tabIndex = 0
    cover.style = `position: fixed; left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px; z-index: 9999`
    document.body.append(cover)
    const views = names.map(view_of)
    let count = 0
    let planned = false
    const show = (event) => {
      event.stopImmediatePropagation()
      if (!planned) requestAnimationFrame(repaint)
      planned = true
    }
    const repaint = async () => {
      planned = false
      for (const view of views) view.pause()
      for (const [source, data] of records[count++ % records.length]) source.data = data
      for (let turn = 0; turn < 20; turn++) await null // Bokeh takes over new data in promises
      for (const view of views) view.unpause(true)
      for (const view of views) view.paint()
    }
    addEventListener("keydown", show, true)
    addEventListener("pointermove", show, true)
  }
}
