"""Answers of the API, and its pages at the desk: one frozen dataclass each."""
