"""`python -m warehouse.serving [STARTER]`: the web server alone, as `warehouse run` starts it."""

import sys

from warehouse.serving import children, logs
from warehouse.serving.server import serve
from warehouse.settings import Settings

for starter in sys.argv[1:]:
    children.die_with(int(starter))
settings = Settings.from_env()
logs.configure(settings.log_level)
serve(settings)
