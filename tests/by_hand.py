"""Optimizers written out by hand, step by step and in place; imports nothing of the product."""

import numpy as np


def bowl(w):
    return np.array([6 * w[0], 20 * w[1]])


def momentum(start, eta, alpha, steps, gradient=bowl):
    w, m = np.array(start, dtype=float), np.zeros(2)
    path = [w]
    for _ in range(steps):
        m = alpha * m + gradient(w)
        w = w - eta * m
        path.append(w)
    return np.array(path).T


def rmsprop(start, eta, beta, epsilon, steps, gradient=bowl):
    w, s = np.array(start, dtype=float), np.zeros(2)
    path = [w]
    for _ in range(steps):
        g = gradient(w)
        s = beta * s + (1 - beta) * g**2
        w = w - eta * g / np.sqrt(s + epsilon)
        path.append(w)
    return np.array(path).T


def adam(start, eta, beta1, beta2, epsilon, steps, gradient=bowl):
    w, m, s = np.array(start, dtype=float), np.zeros(2), np.zeros(2)
    path = [w]
    for t in range(1, steps + 1):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        w = w - eta * (m / (1 - beta1**t)) / np.sqrt(s / (1 - beta2**t) + epsilon)
        path.append(w)
    return np.array(path).T


def adam_uncorrected(start, eta, beta1, beta2, epsilon, steps, gradient=bowl):
    w, m, s = np.array(start, dtype=float), np.zeros(2), np.zeros(2)
    path = [w]
    for _ in range(steps):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        w = w - eta * m / np.sqrt(s + epsilon)
        path.append(w)
    return np.array(path).T


def rprop(start, eta, eta_minus, eta_plus, step_min, step_max, steps, gradient=bowl):
    """The lines of torch/optim/rprop.py (_single_tensor_rprop) in NumPy."""
    w, step_size, prev = np.array(start, dtype=float), np.full(2, eta), np.zeros(2)
    path = [w.copy()]
    for _ in range(steps):
        grad = gradient(w)
        sign = np.sign(grad * prev)
        factor = sign.copy()
        factor[sign > 0] = eta_plus
        factor[sign < 0] = eta_minus
        factor[sign == 0] = 1
        step_size = np.clip(step_size * factor, step_min, step_max)
        grad[sign < 0] = 0
        w += -np.sign(grad) * step_size
        prev = grad.copy()
        path.append(w.copy())
    return np.array(path).T


def supersab(start, eta, alpha, eta_minus, eta_plus, eta_max, steps, gradient=bowl):
    """The loop of Reed & Marks, Neural Smithing, section 9.5; an iteration is a step or its retraction."""
    w, rate, change, slope = np.array(start, dtype=float), [eta, eta], [0.0, 0.0], [None, None]
    path = [w.copy()]
    for _ in range(steps):
        for i, g in enumerate(gradient(w)):
            if slope[i] is not None and slope[i] * g < 0:
                w[i] -= change[i]
                rate[i] *= eta_minus
                change[i], slope[i] = 0.0, None
                continue
            if slope[i] is not None and slope[i] * g > 0:
                rate[i] = min(rate[i] * eta_plus, eta_max)
            change[i] = alpha * change[i] - rate[i] * g
            w[i] += change[i]
            slope[i] = g
        path.append(w.copy())
    return np.array(path).T
