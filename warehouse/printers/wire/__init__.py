"""Talking to printers: raw TCP and IPP. No database; a fault says whether anything was sent."""

from warehouse.printers.wire.send import Delivery, Patience, Trouble, deliver

__all__ = ["Delivery", "Patience", "Trouble", "deliver"]
