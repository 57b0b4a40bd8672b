"""What all tests share: Chromium, float64 in JAX, Hypothesis profiles (HYPOTHESIS_PROFILE=thorough: more)."""

import os

import hypothesis
import jax
from chromium import chromium  # noqa: F401 (a fixture)

jax.config.update("jax_enable_x64", True)

hypothesis.settings.register_profile("default", deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=20_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
