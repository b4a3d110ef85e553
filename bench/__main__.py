"""`python -m bench`: the relay benchmark."""

from .relay import main

main()
