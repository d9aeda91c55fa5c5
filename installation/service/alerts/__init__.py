"""Tells somebody far away that the house is in trouble, and that it is well again: by e-mail and by webhook.

A process of its own (`kiosk alert`), which looks once a minute and ends: the house itself opens no connection, and
what looks outlives it.
"""
