"""What orders are before a database has seen them, and what is decided about them."""
