"""What the finished, flash-limited frame is handed to: see `display.Output`. `output_table` is the table of them."""
