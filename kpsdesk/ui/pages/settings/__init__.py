"""The settings: how it looks, the organisation, the rules of the house, security and backups."""
