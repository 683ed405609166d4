"""Speed and memory of Panj, as ratios measured in one run: `python -m panj.benchmarks`, or `make bench`.

Machines differ and are busy, so nothing here is a time to be kept: each comparison plays two programs in turn, round
by round, and reports the median of the ratios. A benchmark informs; it never fails. What was measured on the machine
of the developers, and how, is in docs/performance.md.
"""
