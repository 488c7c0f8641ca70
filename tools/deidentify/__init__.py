"""How well names are masked, measured on invented talk."""
