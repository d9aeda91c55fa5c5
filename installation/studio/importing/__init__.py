"""`kiosk pack import`: from a PyTorch checkpoint and its maker's own code to a pack."""
