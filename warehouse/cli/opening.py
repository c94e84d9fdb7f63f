"""What most commands begin with: settings, logs, and a database in its newest form."""

from typing import TYPE_CHECKING

from warehouse.settings import Settings

if TYPE_CHECKING:
    from warehouse.db.uow import Database


def open_settings() -> Settings:
    """Read the settings and start logging.

    Raises:
        BadSetting: one of the variables cannot be meant.
    """
    from warehouse.serving import logs  # noqa: PLC0415

    settings = Settings.from_env()
    logs.configure(settings.log_level)
    return settings


def open_database(settings: Settings) -> "Database":
    """Migrate the database if it needs it, and open it."""
    from warehouse.db.migrate import upgrade  # noqa: PLC0415
    from warehouse.db.uow import Database  # noqa: PLC0415

    upgrade(settings.database_url)
    return Database(settings.database_url)
