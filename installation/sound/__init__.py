"""The sound room: an instrument played by the latent point, each visitor a voice of its own.

    point, presence -> piece: synth (timbre, bank, life, breath, reverb), sampler (artists' sounds), regions (styles)
                    -> master (loudness, limiter) -> ring -> output

`process.py` is the loop, `output.py` the one door to sounddevice, `sample.py` and `shelf.py` read artists' files;
all else is values in, values out.
"""
