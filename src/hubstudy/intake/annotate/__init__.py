"""Copies of the user's own files with every problem marked and explained."""

from hubstudy.intake.annotate.copies import annotate, refuse_inside

__all__ = ["annotate", "refuse_inside"]
