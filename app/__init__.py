"""The trajectory explorer: a page whose paths follow every control at once (Panel and Bokeh)."""
