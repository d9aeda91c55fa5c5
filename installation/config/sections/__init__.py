"""The sections of kiosk.toml, each with its keys; `schema` puts them together."""
