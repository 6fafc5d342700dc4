"""Telling about a risk or an event: the form, its drafts, the receipt, and reading the answer by its code."""
