"""The generator room: latent point -> picture, and what goes on inside the model while somebody looks."""
