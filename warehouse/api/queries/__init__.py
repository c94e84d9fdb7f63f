"""What the API answers with, read from the rooms."""
