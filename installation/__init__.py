"""Latenzraum: visitors walk through the latent space of a model."""

__version__ = "0.1.0"
