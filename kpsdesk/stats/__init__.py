"""Run charts, control charts and ratios: pure functions."""
