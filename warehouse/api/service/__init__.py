"""The API's use cases."""
