"""The figures of the page, described with Bokeh: made once a process and shown to everybody."""
