// What a page that was saved as a file has inside (app/saved/page.py), which others load; null for those.

export const inside = /** @type {HTMLScriptElement | null} */ (document.currentScript)?.inside ?? null
