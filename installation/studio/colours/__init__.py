"""The pack `colours`: drawings of light that nobody sees, and a coordinate network that learns them."""
