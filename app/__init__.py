"""The trajectory explorer: a page on which a trajectory follows every control at once (Panel and Bokeh)."""
