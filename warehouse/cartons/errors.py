"""What the list of carton types refuses. See docs/errors.md."""

from warehouse.kernel.errors import Refusal


class BadCartonType(Refusal):
    """A carton type, or a limit of packing, that cannot be meant."""

    code = "bad_carton_type"
    sentence = "That cannot be kept: {reason}."
