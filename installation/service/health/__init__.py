"""`kiosk check`: the configuration, the machine, and the piece itself, tried on the real devices."""
