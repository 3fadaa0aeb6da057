"""The parametric body: template, shape, pose, and the renderer that photographs it."""
