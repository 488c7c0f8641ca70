"""Rules and types of the field. Imports nothing but the codebook and the standard library."""
