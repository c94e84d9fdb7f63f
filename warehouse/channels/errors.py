"""What is refused about the channels' files."""

from warehouse.kernel.errors import NotYours, Refusal


class UnknownChannel(Refusal):
    """No reader or writer of that name."""

    code = "unknown_channel"
    sentence = "“{channel}” is not a channel that we know. Choose one of {known}."


class NoConfirmations(Refusal):
    """We write no confirmation file for that channel."""

    code = "no_confirmations"
    sentence = "There is no confirmation file for {channel}. Only {known} takes one."


class NoSuchFile(NotYours):
    """The file is not this site's."""

    code = "no_such_file"
    sentence = "There is no such file at this site. Look it up in the list again."


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "no_file_chosen"
    sentence = "No file was chosen. Choose the file that the channel gave you."
