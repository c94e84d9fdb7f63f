"""How the command line ends when something cannot be done: one sentence, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from warehouse.kernel.errors import Refusal
from warehouse.settings import BadSetting

log = logging.getLogger(__name__)

NO_RIGHT = "42501"  # PostgreSQL's insufficient_privilege


class Stopped(click.ClickException):
    """Refused or broken: printed as `Error: …` on standard error, exit code 1."""


class Misused(click.ClickException):
    """Asked for or set up wrongly; exit code 2, as click's own usage errors have."""

    exit_code = 2


@contextmanager
def explained() -> Iterator[None]:
    """Turn what escapes a command into a sentence; click's own errors and exits pass through."""
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except Refusal as refusal:
        raise Stopped(str(refusal)) from refusal
    except BadSetting as error:
        raise Misused(str(error)) from error
    except BrokenPipeError:
        raise  # `warehouse scan | head`: click ends quietly
    except Exception as error:
        log.debug("the command failed", exc_info=True)
        raise Stopped(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    from sqlalchemy.exc import DBAPIError, OperationalError  # noqa: PLC0415 - most do without

    if isinstance(error, OperationalError):
        reason = str(error.orig).strip("\n").splitlines()[0]
        return f"The database cannot be used: {reason}. WAREHOUSE_DATABASE_URL says which it is."
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == NO_RIGHT:
        reason = str(error.orig).strip("\n").splitlines()[0]
        return (
            f"The database does not let this role: {reason}. After a new release its owner "
            "migrates it: warehouse grant ROLE."
        )
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return (
        f"A fault of ours, {type(error).__name__}: {error}. "
        "Set WAREHOUSE_LOG_LEVEL=debug to see where, and please report it."
    )
