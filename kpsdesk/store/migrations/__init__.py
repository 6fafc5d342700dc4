"""How a store made by an older version becomes one of today; see `kpsdesk.store.migrate`."""
