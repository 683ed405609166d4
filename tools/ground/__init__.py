"""The ground of a real scenario, built from public map data: the parts behind tools/build_grid.py.

None of it is needed to run the program; `pip install panj[grid]` brings what it imports.
"""
