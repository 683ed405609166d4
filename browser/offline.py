"""Settings of Solara's server that hold however it was started: nothing leaves this machine, games do not pile up."""

from __future__ import annotations

import os
from typing import Any

from solara.server import reload, server, settings
from solara.server.starlette import app as solara_app

from panj.browser import scripts
from panj.browser.address import root_path
from panj.browser.guard import Guard

LEFT_FOR = "10m"  # a window whose connection broke may come back within; one that was closed is forgotten at once

_first_page = server.read_root


def _our_page(*args: Any, **kwargs: Any) -> str | None:
    """The first page, as Solara makes it, with what browser.scripts changes in it."""
    page = _first_page(*args, **kwargs)
    return None if page is None else scripts.changed("page", page)


def stay_here() -> None:
    """Settle the server that is about to show its first page. Called by app.py, so that `solara run` does it too."""
    settings.main.mode = "production"  # otherwise the first page holds a hidden frame of Solara's makers
    reload.reloader.watcher.close()  # a file that changes shall not end all games
    reload.reloader.watcher = reload.WatcherDummy([], print)
    os.environ.setdefault("REACTON_FAST", "1")  # of what is on the page only that is looked through which changed
    settings.telemetry.mixpanel_enable = False
    settings.session.http_only = True
    settings.kernel.cull_timeout = LEFT_FOR
    settings.state.auto_remount = True  # a window that finds a new server, or its kernel gone, begins anew by itself
    settings.theme.force_refresh = True  # or else the page is loaded again; nobody is asked to do so
    settings.theme.title = "Panj"
    settings.theme.show_banner = False
    if root := root_path():
        settings.main.root_path, settings.main.base_url = root, f"http://localhost{root}/"
    server.read_root = _our_page
    if solara_app.middleware_stack is None:
        solara_app.middleware_stack = solara_app.build_middleware_stack()
    if not isinstance(solara_app.middleware_stack, Guard):  # app.py is read again when it changes
        solara_app.middleware_stack = Guard(solara_app.middleware_stack, settings.assets.proxy_cache_dir)
