"""How well recordings are heard: references beside them, the product and the bare library side by side, figures."""
