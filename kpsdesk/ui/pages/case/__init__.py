"""The page on which one case is worked, from receiving it to closing it."""
