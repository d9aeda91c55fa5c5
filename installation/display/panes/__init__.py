"""The panes of "look inside": each draws one thing that is going on. `registry` is the table of them."""
