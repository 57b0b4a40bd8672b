"""What many runs tell: basins, hyper-parameter maps, gradient pairs, curvature, races."""
