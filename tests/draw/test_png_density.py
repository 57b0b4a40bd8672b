"""The density that a picture's file tells, read by Pillow."""

import io

import numpy as np
import pytest
from PIL import Image


@pytest.mark.parametrize("density", [11811, 3780])
def test_a_picture_tells_its_density_and_is_the_same(draw, density):
    picture = Image.effect_noise((40, 30), 50)
    file = io.BytesIO()
    picture.save(file, "PNG")
    found = Image.open(
        io.BytesIO(
            bytes(draw("png_density.js", "with_density", np.frombuffer(file.getvalue(), np.uint8), density))
        )
    )
    np.testing.assert_array_equal(np.asarray(found), np.asarray(picture))
    assert found.info["dpi"] == pytest.approx((density * 0.0254,) * 2)
