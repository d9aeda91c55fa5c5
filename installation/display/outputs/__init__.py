"""What the finished, flash-limited frame is handed to: see `display.Output`. `registry` is the table of them."""
