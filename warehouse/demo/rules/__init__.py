"""What the demo warehouse is made of, before any database."""
