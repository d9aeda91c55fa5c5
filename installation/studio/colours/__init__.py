"""The pack `colours`: drawings of light that nobody sees, a coordinate network that learns them, and its papers."""
