"""What is said over an MQTT broker beside the readings: who speaks under which topic, all houses at a glance, Home Assistant."""
