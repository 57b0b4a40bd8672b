"""What all tests share: Chromium, float64 in JAX, Hypothesis profiles (HYPOTHESIS_PROFILE=thorough: more)."""

import os

import hypothesis
import jax
from browser_modules import draw, empty_page, engine  # noqa: F401 (fixtures)
from chromium import chromium  # noqa: F401

jax.config.update("jax_enable_x64", True)

hypothesis.settings.register_profile("default", deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=20_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
