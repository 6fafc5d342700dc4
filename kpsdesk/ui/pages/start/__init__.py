"""Before and around the work: first start, unlocking, a forgotten password, checks and damage."""
