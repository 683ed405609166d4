"""The report of a sweep: one page, its sentences and its figures."""
