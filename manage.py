#!/usr/bin/env python
"""Django's command line for Lowstream."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lowstream.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting that Django itself found wrong, such as an empty SECRET_KEY
        sys.exit(f"Wrong setting: {error}")
