"""What the API decides without a database: shapes of JSON, tokens, limits, the description."""
