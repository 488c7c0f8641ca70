"""Machine learning only, on plain arrays and dataclasses: knows no database, no window, no names of people."""
