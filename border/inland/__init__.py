"""What happens inside the member's land: bands that got across, the villages they take, and the hunt for them.

State of its own (`state.Inland`) on a land of its own (`land.Land`), played after the border by `step.inland_step`;
as long as no band is inside it costs nothing.
"""
