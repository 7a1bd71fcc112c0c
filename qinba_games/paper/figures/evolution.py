def evolution_figure(): pass
