"""The artists' tools: training and export of the packs in the box and of a collection, and the import of others.

`common/` is what all models share; each model has a folder of its own and knows nothing of the others.
A running kiosk never imports the studio.
"""
