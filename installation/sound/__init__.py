"""The sound room: an instrument played by the latent point, each visitor a voice of its own.

    point, presence -> arrangement: synth (timbre, bank, bells, noise layer, reverb), sampler (artists' sounds),
                                    regions (styles)
                    -> master (loudness, peak limiter) -> ring -> output

`process.py` is the loop, `engine.py` all from the arrangement to the device, `output.py` the one door to
sounddevice, `sample.py` and `sound_library.py` read artists' files; all else is values in, values out.
"""
