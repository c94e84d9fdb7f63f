"""The application for any WSGI server: `gunicorn wsgi:app`."""

from warehouse import create_app
from warehouse.settings import Settings

app = create_app(Settings.from_env())
