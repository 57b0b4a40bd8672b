"""Serves the assets from memory: compressed only once, under names whose content never changes."""

from tornado.web import HTTPError, RequestHandler

from ..assets import find
from ..saved.offline import SERVICE_WORKER

_FOR_EVER = "public, max-age=31536000, immutable"


class Files(RequestHandler):
    """Answers with the asset of a file name, or 404 if this version has none."""

    def set_default_headers(self) -> None:  # for errors, too
        self.set_header("Cache-Control", "no-store")

    def get(self, file_name: str) -> None:
        asset = find(file_name)
        if asset is None:
            raise HTTPError(404)
        self.set_header("Cache-Control", _FOR_EVER)
        self.set_header("Content-Type", asset.media_type)
        if asset.name == SERVICE_WORKER:  # it answers for the page, which stands above its own folder
            self.set_header("Service-Worker-Allowed", "../")
        accepted = self.request.headers.get("Accept-Encoding", "")
        for encoding, body in (("br", asset.brotli), ("gzip", asset.compressed)):
            if body and encoding in accepted:  # Tornado's own test for pages
                self.set_header("Content-Encoding", encoding)
                self.write(body)
                return
        self.write(asset.content)

    head = get

    def compute_etag(self) -> None:
        """Return none: the content under a name never changes."""


ROUTE = (r"/assets/([\w.-]+)", Files)
"""The path is relative to the page."""
