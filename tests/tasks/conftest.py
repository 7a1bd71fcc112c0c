"""The tasks are scripts: they are run by `test_tasks`, and not read for examples."""

collect_ignore_glob = ["[!ct]*.py", "three*.py", "ties*.py"]
