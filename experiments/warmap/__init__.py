"""The map of the war as a picture, for the browser, reports and documents: a scenario and a frame in, pixels out."""

from panj.experiments.warmap.backdrop import backdrop
from panj.experiments.warmap.frame import Frame, frame_of
from panj.experiments.warmap.picture import draw_map, overlay, png, small_png

__all__ = ["Frame", "backdrop", "draw_map", "frame_of", "overlay", "png", "small_png"]
