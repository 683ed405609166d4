"""`python -m panj` is `panj`."""

from panj.experiments.cli import main

if __name__ == "__main__":
    main()
