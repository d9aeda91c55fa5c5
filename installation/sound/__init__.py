"""The sound room: an instrument played by the latent point, each visitor a voice of its own.

    point, presence -> synth (timbre, bank, life, breath, reverb) -> master (loudness, limiter) -> ring -> output

`process.py` is the loop, `output.py` the one door to sounddevice; all else is values in, values out.
"""
