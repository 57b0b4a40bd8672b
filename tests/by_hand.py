"""Optimizers written out by hand for the browser tests; imports nothing of the product."""

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
