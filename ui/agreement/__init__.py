"""How far evaluators agree, where they differ, and what comes of it."""
