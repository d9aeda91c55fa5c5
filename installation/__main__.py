"""``python -m installation`` is the kiosk command."""

import sys

from installation.cli import main

sys.exit(main())
