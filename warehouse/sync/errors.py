"""What the intake refuses."""

from warehouse.kernel.errors import Refusal


class NotYourJob(Refusal):
    """The person's roles do not include this work."""

    code = "not_your_job"
    sentence = "Your badge does not allow this work. Ask a supervisor."
    status = 403


class ShutOut(Refusal):
    """The person or the device was taken out of use after the capture."""

    code = "shut_out"
    sentence = (
        "Stop: this badge or this device was taken out of use. What you did is kept, and a "
        "supervisor decides about it."
    )
    status = 403


class Held(Refusal):
    """An earlier event of the device is missing; this one waits for it."""

    code = "held"
    sentence = "An earlier entry of this device is still under way. This one waits for it."
    status = 409


class NumberReuse(Refusal):
    """Two events of a device carry one number: a fault of the device, never of the person."""

    code = "number_reuse"
    sentence = (
        "This device counted two entries under one number. The second was not booked; "
        "tell a supervisor."
    )
    status = 409


class CaseDecided(Refusal):
    """Two supervisors decided one case; the first one won."""

    code = "case_decided"
    sentence = "This case was decided a moment ago. Look at the list again."
    status = 409
