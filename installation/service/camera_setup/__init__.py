"""`kiosk camera` and `kiosk record`: a vision room without the rest of the house, never its image."""
