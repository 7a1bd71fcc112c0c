"""The report about a region: one page that needs nothing else, its tables and its drawings."""
