"""Greek letters, which stand for themselves in the languages of the page, and their English names."""

from __future__ import annotations

import keyword

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Σ": "Sigma", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Greek letters -> their English names; π is a number."""
ALIKE = {"µ": "μ", "ϵ": "ε", "ϕ": "φ", "ϑ": "θ", "ϱ": "ρ", "∆": "Δ", "\N{OHM SIGN}": "Ω"}
"""Other characters for the same letters."""
LETTER = f"[{''.join([*GREEK, *ALIKE])}]"
"""One Greek letter, for regular expressions."""


def field_of(symbol: str) -> str:
    """How a letter with digits is spelled in Python: λ1 is lambda1, and λ is lambda_."""
    name = GREEK.get(symbol[0], symbol[0]) + symbol[1:]
    return f"{name}_" if keyword.iskeyword(name) else name


def latex_of(symbol: str) -> str:
    """LaTeX of a letter with digits."""
    letter = {"ε": r"\varepsilon", "φ": r"\varphi"}.get(symbol[0])
    letter = letter or (rf"\{GREEK[symbol[0]]}" if symbol[0] in GREEK else symbol[0])
    return f"{letter}_{{{symbol[1:]}}}" if symbol[1:] else letter
