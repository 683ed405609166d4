"""`python -m panj.browser` serves the page, as `panj app` does."""

import sys

from panj.browser.serve import main

if __name__ == "__main__":
    sys.exit(main())
