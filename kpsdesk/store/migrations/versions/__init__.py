"""One file for each schema number: `0001_first.py` leads to `user_version` 1. A released file is never edited."""
