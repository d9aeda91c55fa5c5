"""`kiosk backup` and `kiosk restore`: what makes this house this house, in one file, and onto a machine again."""
