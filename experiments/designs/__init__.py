"""Designs: which games to play, and what each one hangs on."""
