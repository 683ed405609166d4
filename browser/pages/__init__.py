"""The pages of the game, and the cards beside the map."""

import solara.settings

solara.settings.main.check_hooks = "off"  # its remarks are about Mesa's page, which is not ours to change
