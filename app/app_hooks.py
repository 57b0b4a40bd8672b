"""What `panel serve app` does before it serves: it lets the files of the page be found beside it."""

from app.serving.files import ROUTE
from app.session import doors

doors.also_serve(*ROUTE)
