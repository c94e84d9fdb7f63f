"""What posting decides without a database: signatures, waits, addresses, differences."""
