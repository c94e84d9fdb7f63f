"""The JSON API: tokens, one description for each route, and the OpenAPI document made of them."""
