"""The small worlds in which claims are judged."""
