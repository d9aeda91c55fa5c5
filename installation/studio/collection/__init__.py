"""A museum's own collection as a model: from a folder of pictures to a pack."""
