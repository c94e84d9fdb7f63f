"""What is decided about cartons without a database."""

from warehouse.cartons.rules.choice import MOST_PIECES as MOST_PIECES
from warehouse.cartons.rules.choice import Box as Box
from warehouse.cartons.rules.choice import Choice as Choice
from warehouse.cartons.rules.choice import Goods as Goods
from warehouse.cartons.rules.choice import Limits as Limits
from warehouse.cartons.rules.choice import check_limits as check_limits
from warehouse.cartons.rules.choice import check_type as check_type
from warehouse.cartons.rules.choice import choose as choose
from warehouse.cartons.rules.choice import contents_key as contents_key
from warehouse.cartons.rules.services import Service as Service
from warehouse.cartons.rules.services import allowed as allowed
from warehouse.cartons.rules.services import check_service as check_service
from warehouse.cartons.rules.services import one_carton as one_carton
from warehouse.cartons.rules.services import too_long_for as too_long_for
