"""KPSdesk: report, handle and learn from what went wrong, or could, in health and social care."""

__version__ = "0.1.0"
