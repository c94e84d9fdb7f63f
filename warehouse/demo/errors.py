"""What the demo refuses."""

from warehouse.kernel.errors import Refusal


class NotEmpty(Refusal):
    """The demo never mixes with anybody's warehouse."""

    code = "not_empty"
    sentence = (
        "This database has the site {site} already, so the demo warehouse was not loaded. "
        "Give it a database of its own: set WAREHOUSE_HOME to another folder."
    )
