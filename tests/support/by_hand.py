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
    for rate in np.broadcast_to(eta, steps):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        w = w - rate * m / np.sqrt(s + epsilon)
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


# The newer methods, from the lines of their papers. η may be one number, or one for each step.


def adabound(start, eta, beta1, beta2, epsilon, final, gamma, steps, gradient=bowl):
    """Luo et al. 2019, Algorithm 2, with the bounds and corrections of adabound/adabound.py."""
    w, m, v = np.array(start, dtype=float), np.zeros(2), np.zeros(2)
    path = [w]
    for t, rate in enumerate(np.broadcast_to(eta, steps), start=1):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        size = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        size = size / np.sqrt(v + epsilon * (1 - beta2**t))
        lower = final * rate * (1 - 1 / (gamma * t + 1))
        upper = final * rate * (1 + 1 / (gamma * t))
        w = w - np.clip(size, lower, upper) * m
        path.append(w)
    return np.array(path).T


def adan(start, eta, beta1, beta2, beta3, epsilon, weight_decay, steps, gradient=bowl):
    """Xie et al. 2022, Algorithm 1, with β as in adan.py: what is kept."""
    w, last = np.array(start, dtype=float), None
    m, v, n = np.zeros(2), np.zeros(2), np.zeros(2)
    path = [w]
    for k, rate in enumerate(np.broadcast_to(eta, steps), start=1):
        g = gradient(w)
        difference = np.zeros(2) if last is None else g - last
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * difference
        n = beta3 * n + (1 - beta3) * (g + beta2 * difference) ** 2
        rates = rate / np.sqrt(n / (1 - beta3**k) + epsilon)
        w = w - rates * m / (1 - beta1**k) - rates * beta2 * v / (1 - beta2**k)
        w = w / (1 + weight_decay * rate)
        last = g
        path.append(w)
    return np.array(path).T


def cautious_adam(start, eta, beta1, beta2, epsilon, steps, gradient=bowl):
    """Liang et al. 2024, Algorithm 1, without the division by the mean of the mask."""
    w, m, v = np.array(start, dtype=float), np.zeros(2), np.zeros(2)
    path = [w]
    for t, rate in enumerate(np.broadcast_to(eta, steps), start=1):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        u = m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon)
        mask = (u * g > 0).astype(float)
        w = w - rate * u * mask
        path.append(w)
    return np.array(path).T


def schedule_free(start, eta, beta, steps, gradient=bowl, divide=lambda t, g: g):
    """Defazio et al. 2024, equations 3 to 5, with the weights of Algorithm 1: the path of y."""
    z = x = np.array(start, dtype=float)
    total = 0.0
    path = [z]
    for t, rate in enumerate(np.broadcast_to(eta, steps), start=1):
        y = (1 - beta) * z + beta * x
        z = z - rate * divide(t, gradient(y))
        total += rate**2
        x = (1 - rate**2 / total) * x + rate**2 / total * z
        path.append((1 - beta) * z + beta * x)
    return np.array(path).T


def schedule_free_adam(start, eta, beta, beta2, epsilon, steps, gradient=bowl):
    """Defazio et al. 2024, Algorithm 1, with the correction beside s and without decay."""
    v = np.zeros(2)

    def divide(t, g):
        nonlocal v
        v = beta2 * v + (1 - beta2) * g**2
        return g / np.sqrt(v / (1 - beta2**t) + epsilon)

    return schedule_free(start, eta, beta, steps, gradient, divide)
