"""The page for `panel serve app`, once the package is installed."""

from app.serving.panel import open_page

open_page()
