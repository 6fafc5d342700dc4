"""Qt models over rows that the services hand out."""
