"""Files of the sales channels, read and written; pure, so the same for web, command and test."""
