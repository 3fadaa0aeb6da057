"""`python -m modiste` is the `modiste` command."""

from modiste.cli import main

if __name__ == "__main__":
    main()
