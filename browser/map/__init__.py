"""The map on the page: one small anywidget (map.js), fed with a picture of the ground and some 3 kB a frame."""
