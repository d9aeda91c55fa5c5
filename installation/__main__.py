"""``python -m installation`` is the kiosk command."""

import sys

from installation.cli.main import main

sys.exit(main())
