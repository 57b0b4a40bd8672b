"""The page for `panel serve app`, once the package is installed."""

from app.session import doors
from app.session.page import open_page

doors.send_at_once()
open_page()
