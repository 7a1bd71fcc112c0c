"""What becomes of every tie without and with a coordinator: the verb `study`, and its answer."""
