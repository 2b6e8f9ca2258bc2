"""What the web server loads. It refuses to start where ``manage.py check`` finds an insecure installation, or where
the database's own lock isn't complete.
"""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
call_command("check", tags=["security"])
call_command("check_lock")
