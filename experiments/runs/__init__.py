"""Playing the games of a design, on this machine or on many, and storing what came of them."""
