"""The same war as an ordinary Mesa model: each unit a CellAgent with its rules in its own methods, in plain Python.

It is the yardstick for the speed of the compiled kernel, and it plays exactly the same game: same institutions, same
commands, same dice, and so the same digest, which a test checks. It is written as one would write it with Mesa: agents
on an OrthogonalMooreGrid, terrain and strength by cell in property layers, stages by `AgentSet.do`, because the rules
act in stages (all garrisons decide before anybody fights). The scalar rules of border.rules are called as plain Python.
"""

from panj.benchmarks.mesa_war.model import MesaWar

__all__ = ["MesaWar"]
