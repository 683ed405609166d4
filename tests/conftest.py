"""For all tests: those that share what a fixture of their module has played run in one process, so that it is played
once."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("panj", deadline=None)  # no test fails because the machine is busy
settings.load_profile("panj")

FEW = 100  # tests of a module; more are spread, whatever their fixture costs


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group each module's tests that ask for a fixture of that module with module scope."""
    by_module: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and _shares(item):
            by_module.setdefault(item.module.__name__, []).append(item)
    for name, sharing in by_module.items():
        if len(sharing) < FEW:
            for item in sharing:
                if item.get_closest_marker("xdist_group") is None:
                    item.add_marker(pytest.mark.xdist_group(name))


def _shares(item: pytest.Function) -> bool:
    known = item.session._fixturemanager
    found = (known.getfixturedefs(name, item) or () for name in item.fixturenames)
    return any(one.scope == "module" and one.func.__module__ == item.module.__name__ for some in found for one in some)
