"""What the locations refuse."""

from warehouse.kernel.errors import Refusal


class WhichSite(Refusal):
    """A command is for one site, and it is not clear for which."""

    code = "which_site"
    sentence = "Say which site is meant with --site; there are: {sites}."


class NoSite(Refusal):
    """Nothing can be done before a site was made."""

    code = "no_site"
    sentence = (
        "There is no site yet. Make one: warehouse init, or warehouse demo to try things out."
    )
