"""What the people room refuses. See docs/errors.md."""

from warehouse.kernel.errors import LostRace, Refusal


class WrongSignIn(Refusal):
    """Badge and PIN, or name and password, are not a pair; which half is wrong is never told."""

    code = "wrong_sign_in"
    sentence = "Those two do not belong together, so you are not signed in. Try both again."


class SignInLocked(Refusal):
    """Too many wrong tries; the lock opens by itself."""

    code = "sign_in_locked"
    sentence = "Too many wrong tries. Wait {minutes} min, or ask a supervisor to unlock you."


class SignInBlocked(Refusal):
    """So many wrong tries that only a supervisor opens the lock."""

    code = "sign_in_blocked"
    sentence = "Too many wrong tries. Ask a supervisor to unlock you on the People page."


class DeviceRevoked(Refusal):
    """The device was lost or taken out of use."""

    code = "device_revoked"
    sentence = "This device was taken out of use. Take another one and tell a supervisor."


class NotEnrolled(Refusal):
    """A short PIN is safe only on devices that are ours; elsewhere a desk password is asked."""

    code = "not_enrolled"
    sentence = (
        "This device is not enrolled, so badges do not open it. "
        "Ask a supervisor to enrol it on the Devices page, or take another one."
    )


class EnrolmentOver(Refusal):
    """The one-time code is unknown, used or older than 15 minutes; which, is not told."""

    code = "enrolment_over"
    sentence = (
        "This code enrols no device any more: it works once, and for 15 minutes. "
        "Ask a supervisor to show a new one."
    )


class DeviceNameMissing(Refusal):
    """A device has a name that stands on it and on lists."""

    code = "device_name_missing"
    sentence = "Give the device a name of up to 40 characters, such as Handheld 7."


class DeviceNameTaken(LostRace):
    """Two devices in use cannot share a name at one site."""

    code = "device_name_taken"
    sentence = "Another device is called {name} already. Choose another name."


class NoSite(Refusal):
    """The person is known, but may do nothing at any site."""

    code = "no_site"
    sentence = "Nobody has given you a role yet. Ask an administrator."


class BadPin(Refusal):
    """A PIN has 4 to 8 digits."""

    code = "bad_pin"
    sentence = "A PIN has 4 to 8 digits and nothing else. Choose another one."


class BadPassword(Refusal):
    """A password is too short, too long, or lacks its name."""

    code = "bad_password"
    sentence = "A password has 8 to 200 characters and goes with a user name. Choose another one."


class BadBadge(Refusal):
    """The badge's code could not be printed and read back."""

    code = "bad_badge"
    sentence = "“{badge}” cannot be a badge: give up to 20 letters and digits, or leave it empty."


class BadUserName(Refusal):
    """A user name is one word."""

    code = "bad_user_name"
    sentence = "“{username}” cannot be a user name: give one word of up to 60 characters."


class NameMissing(Refusal):
    """A person has a name that others read on lists and labels."""

    code = "name_missing"
    sentence = "Give the person's name, up to 80 characters."


class RoleMissing(Refusal):
    """A person at a site has at least one of the known roles."""

    code = "role_missing"
    sentence = "Choose at least one role. To shut somebody out, take “May sign in” away instead."


class BadgeTaken(LostRace):
    """Two people cannot share a badge."""

    code = "badge_taken"
    sentence = "Badge {badge} belongs to somebody already. Give another code, or leave it empty."


class UserNameTaken(LostRace):
    """Two people cannot share a user name."""

    code = "user_name_taken"
    sentence = "The user name {username} belongs to somebody already. Choose another one."


class LastAdministrator(Refusal):
    """A site without an administrator could not be helped by anyone."""

    code = "last_administrator"
    sentence = "{name} is the only administrator here. Make somebody else one first."


class WorksElsewhereToo(Refusal):
    """A PIN holds at all sites of a person, so the administrator of one cannot set it."""

    code = "works_elsewhere_too"
    sentence = "{name} works at a site that is not yours too. Ask an administrator of both sites."
