def sensitivity_figure(): pass
