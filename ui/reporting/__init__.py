"""What the profile page and the team page have in common."""
