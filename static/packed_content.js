// What a page that was saved as a file has packed (app/saved/page.py), which others load; null for those.

export const packed_content =
  /** @type {HTMLScriptElement | null} */ (document.currentScript)?.packed_content ?? null
