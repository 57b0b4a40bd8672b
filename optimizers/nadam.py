"""Adam with Nesterov momentum: Nadam."""

from dataclasses import dataclass

from .adam import Adam, Moments
from .arithmetic import sqrt
from .base import Number


@dataclass(frozen=True)
class Nadam(Adam):
    """Nadam (Dozat 2016, Algorithm 2 with a constant β1): Adam whose first moment looks one step ahead.

    m(t), s(t) and ŝ as in Adam
    m̄ = β1 m(t) / (1 − β1ᵗ⁺¹) + (1 − β1) g / (1 − β1ᵗ)
    w(t) = w(t−1) − η m̄ / √(ŝ + ε)

    The form of optax.nadam, which leaves out a further factor β2 of the paper's ŝ, as others do;
    torch.optim.NAdam lets β1 grow with t. ε stands inside the root (optax: eps=0, eps_root=ε); torch adds
    it to the root instead.
    """

    key = "nadam"
    title = "Nadam"
    rank = 14
    group = "classics"
    summary = "Adam with Nesterov momentum: its first moment already counts on the next step."

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + β1) / ((1 + 2 β1)(1 − β1) η) in the long run: Nesterov's bound, with the rate (1 − β1) η.

        It is 2 / (η q), where q is m̄ of a gradient that changes its sign in each step. Then m(t) is
        (1 − β1) / (1 + β1) g.
        """
        m_next = (1 - self.beta1) / ((1 + self.beta1) * (1 - self.beta1 ** (t + 1)))
        g_hat = 1 / (1 - self.beta1**t)
        return 2 / ((self.beta1 * m_next + (1 - self.beta1) * g_hat) * self.eta)

    def update(self, t: Number, w: Number, g: Number, state: Moments) -> Number:
        m_next = state.m / (1 - self.beta1 ** (t + 1))
        g_hat = g / (1 - self.beta1**t)
        m_bar = self.beta1 * m_next + (1 - self.beta1) * g_hat
        s_hat = state.s / (1 - self.beta2**t)
        return self.eta * m_bar / sqrt(s_hat + self.epsilon)
