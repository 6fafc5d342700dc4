"""Colours, type and measures; the only place where a colour or a size is written down."""
