"""The list of cases: search, filters, saved views, quick look, several at once."""
