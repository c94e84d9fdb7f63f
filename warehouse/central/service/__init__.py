"""The central ledger's use cases."""
