"""A pack painted by an inference server, which speaks KServe v2 (the Open Inference Protocol).

What goes there are points, gestures and the look of the pack; what comes back are pictures. Only
`server_connection` opens a connection, and only to the address that kiosk.toml names.
"""


class ServerFailed(Exception):
    """The server is of no use just now; `str(error)` says why, after its name and a colon."""
