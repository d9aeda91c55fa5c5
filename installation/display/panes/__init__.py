"""The panes of "look inside": each draws one thing that is going on. `pane_table` is the table of them."""
