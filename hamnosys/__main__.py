"""``python -m hamnosys`` is the command ``hamnosys``."""

from hamnosys.cli.main import main

if __name__ == "__main__":
    main()
