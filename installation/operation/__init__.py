"""What a technician asks of the machine: its configuration, its hours, its health, its papers. No room is in here."""
