"""The page for `panel serve app` (once the package is installed)."""

from app.page import open_page

open_page().servable()
