"""A relief as the browser draws it, for tests: a view of E in a frame, seen from a camera."""

import numpy as np

VIEW = ((-2.0, 2.0), (-1.0, 3.0))
FRAME = {"left": 62, "top": 8, "width": 320, "height": 240}
SIZE = {"width": 400, "height": 300}
ABOVE, STANDING = (0, 90), (-28, 34)
GREYS = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(255)]
EDGE = 0xFF0000FF


def projected(relief, camera):
    return relief("camera.js", "projection", camera, FRAME, SIZE)


def pixels(projection, places):
    """The pixels of places, of shape (count, 3): x, y and the depth."""
    sums = np.array([projection[name] for name in ("x", "y", "depth")])
    return places @ sums[:, :3].T + sums[:, 3]


def no_lines(levels):
    return []


class Scene:
    """E over the view as it is drawn from a camera."""

    def __init__(
        self, relief, draw, error, camera, kind="linear", count=61, fine=1, lines=no_lines, cut=False
    ):
        w1, w2 = np.meshgrid(np.linspace(*VIEW[0], count), np.linspace(*VIEW[1], count))
        with np.errstate(all="ignore"):
            self.values = np.asarray(error(w1, w2), float)
        samples = {"view": VIEW, "values": self.values.ravel(), "shape": [count, count]}
        self.scale = draw("ground_columns.js", "ground_scale", samples)
        self.range = relief("heights.js", "height_range", samples, self.scale, kind)
        sides = relief("camera.js", "sides_of", FRAME)
        function = "(samples, scale, range, sides) => module.mesh_of(samples, scale, range, sides, %s)"
        source = cut or "null"
        (mesh,) = relief.work("mesh.js", function % source, [[samples, self.scale, self.range, sides]])
        self.open, self.camera = mesh["open"], camera
        self.mesh = {name: np.array(mesh[name], np.float32) for name in ("u", "v", "h", "s", "shade")}
        self.mesh["triangles"] = np.array(mesh["triangles"], np.int32)
        self.rough = mesh["rough"] | {"values": np.array(mesh["rough"]["values"], np.float32)}
        self.projection = projected(relief, camera)
        function = """(mesh, projection, size, fine, colours, levels) => {
            const tones = module.shaded(colours.tones)
            const lines = module.flat(colours.lines)
            return module.raster(mesh, projection, size, fine, { tones, lines, edge: colours.edge }, levels)
        }"""
        colours = {"tones": GREYS, "lines": ["#00ff00"] * 255, "edge": EDGE}
        levels = lines([level["share"] for level in self.scale["levels"]])
        (layer,) = relief.work(
            "raster.js", function, [[self.mesh, self.projection, SIZE, fine, colours, levels]]
        )
        shape = layer["height"], layer["width"]
        self.pixels = np.array(layer["pixels"], np.uint32).reshape(shape)
        self.depth = np.array(layer["depth"]).reshape(shape)
        self.layer = layer | {"depth": np.array(layer["depth"], np.float32), "pixels": None}

    def states(self, relief, places):
        scene = {"projection": self.projection, "layer": self.layer, "rough": self.rough}
        function = "(places, scene) => places.map((place) => module.state_of(place, scene))"
        return relief.work("hidden_lines.js", function, [[places.tolist(), scene]])[0]

    def height(self, error):
        return (error - self.scale["low"]) / (self.scale["high"] - self.scale["low"])
