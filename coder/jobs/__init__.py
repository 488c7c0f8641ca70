"""Long work in its own process: the loop, what it can do, and how it is started."""
