"""Cells by declared rules: what each means, what changed, or why it is refused."""

from hubstudy.intake.cleaning.words import CellOptions, Cleaned, clean, expected

__all__ = ["CellOptions", "Cleaned", "clean", "expected"]
