"""What comes back: frozen results that print, tabulate and draw themselves."""
