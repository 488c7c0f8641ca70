"""Opening the store: who is working, and the key to their recordings."""
