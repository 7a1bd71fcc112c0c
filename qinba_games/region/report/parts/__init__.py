"""The parts of the page that every region has."""
