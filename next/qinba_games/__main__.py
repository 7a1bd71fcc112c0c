"""`python -m qinba_games` is `qinba-games`."""

from .paper import main

if __name__ == "__main__":
    raise SystemExit(main())
