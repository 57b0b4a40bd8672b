// The scripts and the data packed into a page that was saved as a file (app/saved/page.py); null in any other
// page, which loads them.

export const packed_content =
  /** @type {HTMLScriptElement | null} */ (document.currentScript)?.packed_content ?? null
