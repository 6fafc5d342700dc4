"""Use cases, one module per noun; the only door to the store."""
