"""`python -m bridgefix`."""

from bridgefix.cli import main

if __name__ == "__main__":
    main()
