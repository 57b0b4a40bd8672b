"""The page for `panel serve app`, once the package is installed."""

from app import fast_lane
from app.page import open_page

fast_lane.send_at_once()
open_page().servable()
