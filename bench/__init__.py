"""Measurements of the program: `make bench`. Each module measures one thing in a process of its own."""
