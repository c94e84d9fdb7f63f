"""What counting decides: which bins to count, and what a count says about a book."""
