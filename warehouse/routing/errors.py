"""What routing refuses."""

from warehouse.kernel.errors import Refusal


class NotJson(Refusal):
    """What was given is not JSON at all."""

    code = "not_json"
    sentence = "This is not JSON: {why}. Give one JSON object; docs/routing.md shows examples."


class BadQuestion(Refusal):
    """A part of the question for a route or for carts cannot be meant."""

    code = "bad_question"
    sentence = "{where}: {why}."


class NoWayThere(Refusal):
    """A stop cannot be reached, or not left again, with the ways as they are."""

    code = "no_way_there"
    sentence = (
        "No way leads from the start over {stop} to the end. "
        "Look for a blocked or one-way stretch before or behind it."
    )


class OrderTooLarge(Refusal):
    """An order alone is more than a cart takes."""

    code = "order_too_large"
    sentence = "Order {order} has size {size}; a cart takes {capacity}. Split it, or pick it alone."
