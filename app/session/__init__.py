"""One visitor: the page, the wire to the browser, and work in the background."""
