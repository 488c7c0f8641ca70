"""What families say: forms for adults and children, the screen handed over, goals, and their voice beside figures."""
