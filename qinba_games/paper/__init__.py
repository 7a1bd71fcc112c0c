"""The Qinba case of Yuan, Wen and Zhang (2020): data, scenarios, report."""
