"""`python -m warehouse.serving`: the web server alone, as `warehouse run` starts it."""

from warehouse.serving import logs
from warehouse.serving.server import serve
from warehouse.settings import Settings

settings = Settings.from_env()
logs.configure(settings.log_level)
serve(settings)
