"""What labels and lists on paper say."""

from warehouse.labels.queries.labels import badge_labels as badge_labels
from warehouse.labels.queries.labels import bin_labels as bin_labels
from warehouse.labels.queries.labels import carton_type_labels as carton_type_labels
from warehouse.labels.queries.labels import item_labels as item_labels
from warehouse.labels.queries.labels import labels_desk as labels_desk
from warehouse.labels.queries.labels import lot_labels as lot_labels
from warehouse.labels.queries.labels import pack_labels as pack_labels
from warehouse.labels.queries.labels import tote_labels as tote_labels
from warehouse.labels.queries.labels import try_it_sheet as try_it_sheet
from warehouse.labels.queries.sheets import manifest as manifest
from warehouse.labels.queries.sheets import pick_lists as pick_lists
