"""The people room's use cases: signing in and out, who works here, and on which devices."""

from warehouse.people.service.devices import EnrolledDevice as EnrolledDevice
from warehouse.people.service.devices import enrol as enrol
from warehouse.people.service.devices import known_device as known_device
from warehouse.people.service.devices import offer_enrolment as offer_enrolment
from warehouse.people.service.devices import offered_name as offered_name
from warehouse.people.service.devices import rename_device as rename_device
from warehouse.people.service.devices import revoke_device as revoke_device
from warehouse.people.service.signing import Claim as Claim
from warehouse.people.service.signing import SignedIn as SignedIn
from warehouse.people.service.signing import sign_in as sign_in
from warehouse.people.service.signing import sign_out as sign_out
from warehouse.people.service.signing import switch_site as switch_site
from warehouse.people.service.staff import change_person as change_person
from warehouse.people.service.staff import create_user as create_user
from warehouse.people.service.staff import set_password as set_password
from warehouse.people.service.staff import set_pin as set_pin
from warehouse.people.service.staff import unlock as unlock
