"""`panel serve app` runs this before it serves, so that its server is guarded (app/serving/panel.py)."""

from app.serving import panel

__all__ = ["panel"]
