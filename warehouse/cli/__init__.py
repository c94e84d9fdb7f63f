"""The `warehouse` command: what an administrator does at the machine itself.

Each command lives in the module that is named here and is imported only when it is asked for, so
that `warehouse scan` starts at once. Exit codes: 0 fine, 1 refused or broken, 2 wrong usage.
"""

import importlib

import click

from warehouse.cli.failures import explained

_PLACES = {
    "init": "warehouse.cli.first:init",
    "demo": "warehouse.cli.first:demo",
    "run": "warehouse.cli.running:run",
    "worker": "warehouse.cli.working:worker",
    "print-agent": "warehouse.cli.printing:print_agent",
    "import": "warehouse.cli.files:import_",
    "export": "warehouse.cli.files:export",
    "token": "warehouse.cli.tokens:token",
    "plan-counts": "warehouse.cli.counting:plan_counts",
    "scan": "warehouse.cli.scanning:scan",
    "route": "warehouse.cli.routing:route",
    "batch": "warehouse.cli.routing:batch",
    "reconcile": "warehouse.cli.connections:reconcile",
    "grant": "warehouse.cli.roles:grant",
    "verify": "warehouse.cli.ledger:verify",
    "backup": "warehouse.cli.copies:backup",
    "restore": "warehouse.cli.copies:restore",
}


class Commands(click.Group):
    """Finds a command's module when it is called, and turns failures into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command in the order of a first day with the warehouse."""
        del ctx
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command."""
        del ctx
        if cmd_name not in _PLACES:
            return None
        module, _, name = _PLACES[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run it; whatever goes wrong ends as one sentence and an exit code."""
        with explained():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="warehouse-floor", prog_name="warehouse")
def main() -> None:
    """Warehouse Floor: guided picking and packing over one verifiable stock ledger.

    Settings come from WAREHOUSE_* environment variables; docs/settings.md lists them.
    """
