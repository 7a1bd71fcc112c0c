"""The verbs a scholar uses: they validate, pick a solver, certify, and return a result."""
