"""A believable organisation, made through the services."""
