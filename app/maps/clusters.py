"""Clusters of points in the plane, in nearly linear time."""

import numpy as np


def clusters(points: np.ndarray, side: float, links: np.ndarray) -> np.ndarray:
    """Label clusters of points: single linkage on a grid of square cells.

    Two points are in one cluster if their cells are the same or touch, if they are linked, or if a chain of
    such pairs joins them.

    Args:
        points: shape (2, m).
        side: the side of a cell.
        links: pairs of indices of points, shape (2, pairs).

    Returns:
        labels, shape (m,), equal for the points of one cluster.
    """
    keys = np.empty(points.shape[1], dtype=complex)
    keys.real, keys.imag = np.floor(points / side)
    cells, cell = np.unique(keys, return_inverse=True)
    first, second = [cell[links[0]]], [cell[links[1]]]
    for offset in (1j, 1 - 1j, 1, 1 + 1j):  # the other four neighbours have this one among theirs
        at = np.searchsorted(cells, cells + offset)
        at[at == cells.size] = 0
        touching = np.flatnonzero(cells[at] == cells + offset)
        first.append(touching)
        second.append(at[touching])
    return components(cells.size, np.concatenate(first), np.concatenate(second))[cell]


def components(count: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Label the nodes 0 to count − 1 of a graph by component; its edges join first[i] and second[i].

    After Shiloach & Vishkin (1982): labels of neighbours are lowered to the smaller one, and every label is
    replaced by the label of the node that it names, until nothing changes. The label of a component is its
    least node.
    """
    labels = np.arange(count)
    while True:
        lowered = labels.copy()
        least = np.minimum(labels[first], labels[second])
        for end in (first, second):
            np.minimum.at(lowered, labels[end], least)
        while (lowered[lowered] != lowered).any():
            lowered = lowered[lowered]
        if (lowered == labels).all():
            return labels
        labels = lowered
