"""What the API refuses before a room is asked; see docs/errors.md."""

from warehouse.kernel.errors import NotYours, Refusal


class NoToken(Refusal):
    """The request carries no token, or one that is not, or no longer, ours."""

    code = "no_token"
    sentence = "Send a token that is in use, as “Authorization: Bearer wft_…”."
    status = 401


class WrongScope(Refusal):
    """The token may not do this."""

    code = "wrong_scope"
    sentence = "The token “{name}” lacks the scope {scope}. Ask the administrator for one with it."
    status = 403


class TooManyRequests(Refusal):
    """The token asks more often than it may."""

    code = "too_many_requests"
    sentence = "The token “{name}” asks too often. Wait {seconds} s, then go on."
    status = 429


class BadRequest(Refusal):
    """The request cannot be read."""

    code = "bad_request"
    sentence = "The request cannot be read: {why}."
    status = 400


class BodyTooLarge(Refusal):
    """The body is longer than the API takes at once."""

    code = "body_too_large"
    sentence = "The body is longer than {most} bytes. Send it in parts."
    status = 413


class NoSuchToken(NotYours):
    """The administrator names a token that is not there."""

    code = "no_such_token"
    sentence = "There is no such token. Look it up in the list again."


class TokenIncomplete(Refusal):
    """A token needs a name, a scope, sites and an end."""

    code = "token_incomplete"
    sentence = "The token was not made: {why}."


class NobodyToActAs(Refusal):
    """Events of the floor need a person, and the token stands for none."""

    code = "nobody_to_act_as"
    sentence = "The token “{name}” acts for nobody. Make one that acts for a person of the site."


class AheadOfTheLedger(Refusal):
    """A position is asked for that the ledger has not reached."""

    code = "ahead_of_the_ledger"
    sentence = "The ledger of {site} ends at position {head}; {asked} is not there yet."
