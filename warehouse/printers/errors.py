"""What printers refuse, and what the person is told."""

from warehouse.kernel.errors import LostRace, Refusal


class PrinterMissing(Refusal):
    """No printer of the list bears the scanned or chosen code."""

    code = "printer_missing"
    sentence = (
        "{printer!r} is no printer of this site. Scan the code on the printer, or ask an "
        "administrator to enter it under Printers."
    )


class PrinterNameTaken(Refusal):
    """Another printer of the site has that code."""

    code = "printer_name_taken"
    sentence = "Another printer here has the code {printer}. Give this one a code of its own."


class BadPrinterAddress(Refusal):
    """An address that no printer can have, or that no job may be sent to."""

    code = "bad_printer_address"
    sentence = "{address!r} is no address of a printer: {reason}."


class BadPrinter(Refusal):
    """A form about a printer says something that cannot be."""

    code = "bad_printer"
    sentence = "The printer was not saved: {reason}."


class ReasonMissing(Refusal):
    """A reprint without a reason: a label twice in the world needs one."""

    code = "reprint_reason_missing"
    sentence = "Say why it is printed again, such as torn, smeared or lost."


class JobMovedOn(LostRace):
    """The print job is in another state than the page showed."""

    code = "print_job_moved_on"
    sentence = "This print job is {state} by now. Look at the list again."


class CannotPrintThat(Refusal):
    """A file in a language that the printer does not speak."""

    code = "cannot_print_that"
    sentence = (
        "{title} is a file in {media}, which the printer {printer} cannot print. Choose another "
        "printer, or ask the carrier for a PDF."
    )


class AgentUnknown(Refusal):
    """A print agent's token that was never given or was taken back."""

    code = "print_agent_unknown"
    sentence = "This print agent's token is not known here. Make a new one under Printers."
    status = 401
