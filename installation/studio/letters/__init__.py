"""Letters: a latent space of typefaces, learned as distance fields."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ"
