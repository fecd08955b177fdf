"""The only way in: from files as given to typed, checked tables."""

from hubstudy.intake.tables import Study, Tables, open_study

__all__ = ["Study", "Tables", "open_study"]
