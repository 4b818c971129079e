"""The site as a WSGI application, for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lllo.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every page is loaded now, and not by the first reader
gc.collect()
gc.freeze()  # else a large page looks through all of it for what may be thrown away
