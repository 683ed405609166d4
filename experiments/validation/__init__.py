"""The ground war against June and July 2021: targets, calibration, validation, and a null model without space."""
