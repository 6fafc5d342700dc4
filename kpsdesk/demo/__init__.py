"""A believable organisation that does not exist, made by calling the services: to try the program, to test it, to measure it."""

from __future__ import annotations

from kpsdesk.demo.making import Made, make, produce

__all__ = ["Made", "make", "produce"]
