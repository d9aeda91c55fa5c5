"""The pack `facades`: houses drawn by a program, and a network that learns to draw what lies between them."""
