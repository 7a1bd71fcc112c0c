def phase_figure(): pass
