"""A pack painted by an inference server, which speaks KServe v2 (the Open Inference Protocol).

What goes there are points, gestures and the look of the pack; what comes back are pictures. Only
`server_connection` opens a connection, and only to the address that kiosk.toml names.
"""

import numpy as np

Painted = tuple[np.ndarray, list[np.ndarray]]  # the picture (h, w, 3) uint8, and hidden layers


class PictureLate(Exception):
    """This picture is left out: the one that is shown stays until the next."""


class ServerFailed(Exception):
    """The server is of no use just now; `str(error)` says why, after its name and a colon."""
