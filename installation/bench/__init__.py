"""`kiosk bench`: how fast the house is on this machine, beside the bare graph and a plain loop.

Wall time says little on a machine that others use as well. So all of it is measured in turn within
one run, and the table says how much of the machine was taken meanwhile.
"""
