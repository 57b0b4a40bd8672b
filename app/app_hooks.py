"""`panel serve app` runs this before it serves, so that the page's files are served too."""

from app.serving.files import ROUTE
from app.session import doors

doors.also_serve(*ROUTE)
