"""The follow-up: what is overdue, month by month, how the work flows."""
