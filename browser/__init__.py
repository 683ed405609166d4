"""The game in the browser: the map and the pages around it, on Mesa's SolaraViz."""
