"""What all tests share: float64 in JAX, and Hypothesis profiles (HYPOTHESIS_PROFILE=thorough tries more)."""

import os

import hypothesis
import jax

jax.config.update("jax_enable_x64", True)

hypothesis.settings.register_profile("default", deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=20_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
