"""The only way in: from files as given to typed, checked tables."""

from hubstudy.intake.tables import Study, Tables

__all__ = ["Study", "Tables"]
