"""Run a study's notebooks for every unit and commit what they find.

Nothing is imported here: a notebook needs only the workbench, a worker only the engine.
"""

OPENED_FILE = "opened.json"
"""What a workbench leaves in its output folder: the hash of the data it read."""
