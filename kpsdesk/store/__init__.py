"""The encrypted store: tables, units of work, keys, search and backup; the only user of SQLAlchemy."""
