"""The artists' workshop: draws, trains, exports and reports. The installation never imports it."""
