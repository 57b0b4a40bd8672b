// Unpacks a page that was saved as a file (app/saved/page.py): runs the scripts that it has inside, gzipped as base64.
// Browsers of before 2023 may not be able to; the page says so then.

async function unpack() {
  const packed = atob(String(document.getElementById("packed")?.textContent))
  const bytes = new Uint8Array(packed.length)
  for (let k = 0; k < packed.length; k++) bytes[k] = packed.charCodeAt(k)
  const content = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  const packed_content = await new Response(content).json()
  for (const name of ["bokeh", "site"]) {
    const script = document.createElement("script")
    script.textContent = packed_content.scripts[name]
    script.packed_content = packed_content
    document.head.append(script)
  }
}

unpack().catch((problem) => {
  document.documentElement.dataset.unable = "yes"
  throw problem
})
