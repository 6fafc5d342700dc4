"""Today: what needs me now, in order, and the last twelve months."""
