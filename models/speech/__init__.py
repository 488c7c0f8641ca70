"""From the sound of a recording to words, voices and roles, and what of it is to be doubted."""
