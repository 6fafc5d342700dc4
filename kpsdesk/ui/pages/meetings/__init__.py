"""Workplace meetings: the register of meetings, and the sheet of the next one."""
