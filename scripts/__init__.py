"""What the Makefile runs with the system's Python: the set-up, and the search for a browser.

This file is read by any Python, however old, so that it can say in one line what is missing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the system's Python may be older than the project's
    sys.exit(
        "Python 3.11 or newer is needed, but " + sys.executable + " is " + sys.version.split()[0] + ". "
        "If a newer one is installed, name it: make PYTHON=python3.12 demo"
    )
