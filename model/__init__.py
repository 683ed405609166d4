"""The war as a mesa.Model. `from panj.model import BorderModel` is all a script needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

__all__ = ["BorderModel"]


def __getattr__(name: str) -> Any:
    """Load Mesa only when the model itself is asked for; the treaty desk needs just the streams."""
    if name == "BorderModel":
        from panj.model.border_model import BorderModel

        return BorderModel
    raise AttributeError(f"module 'panj.model' has no attribute {name!r}")
