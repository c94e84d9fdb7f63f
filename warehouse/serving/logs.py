"""What the processes write about themselves, all to standard error and in one form."""

import logging


def configure(level: str) -> None:
    """Write lines from `level` upward; libraries only speak when something is wrong."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("warehouse").setLevel(level.upper())
    if level == "debug":
        logging.getLogger().setLevel(logging.INFO)
