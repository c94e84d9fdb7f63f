"""`warehouse plan-counts`: the list of bins to count today, also from a timer of the machine."""

import click

from warehouse.cli.files import site_option
from warehouse.cli.opening import open_database, open_settings
from warehouse.kernel import clock

SHOWN = 20


@click.command(name="plan-counts")
@site_option
@click.option("--preview", is_flag=True, help="Say what would be planned; ask for nothing.")
def plan_counts(site_code: str | None, *, preview: bool) -> None:
    """Plan today's counts: within the day's minutes, each bin with its reason.

    A site can also plan by itself at a set hour; the desk's page "Plan" has the settings.
    """
    from warehouse.counting import service  # noqa: PLC0415
    from warehouse.locations.queries import site_id_of  # noqa: PLC0415

    database = open_database(open_settings())
    try:
        if preview:
            with database.read() as session:
                draft = service.draft_day(session, site_id_of(session, site_code), now=clock.now())
            for one in draft.plan.bins[:SHOWN]:
                click.echo(" ".join(reason.sentence for reason in one.reasons))
            bins, seconds = len(draft.plan.bins), draft.plan.seconds
        else:
            day = database.decide(
                lambda session: service.plan_today(
                    session, site_id_of(session, site_code), now=clock.now(), by=None
                )
            )
            bins, seconds = day.bins, day.seconds
    finally:
        database.dispose()
    click.echo(f"{'Would plan' if preview else 'Planned'} {bins} bins, {seconds // 60} minutes.")
