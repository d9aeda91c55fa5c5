"""What a technician asks of the kiosk beside the running piece: checks, the service, papers, the camera's view."""
