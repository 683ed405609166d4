"""What stored runs say: differences between regimes, how sure they are, and what they hang on."""
