"""The central stock ledger: posting our events to others, and taking in those of many sites."""
