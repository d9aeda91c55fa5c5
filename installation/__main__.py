"""``python -m installation`` is the kiosk command."""

import os
import signal
import sys

# Ctrl-C while the program is being loaded ends it at once, and without a traceback; main listens to it from then on.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from installation.common.room_environment import ENVIRONMENT  # noqa: E402

if sys.argv[1:2] == ["run"]:  # rooms begin as copies of this process
    os.environ.update(ENVIRONMENT)

from installation.cli.main import main  # noqa: E402

sys.exit(main())
