"""One thing changed in a witness: the path to it, and what is done there."""

from helpers.tables import replaced


def at(one, path, change):
    """The same with what stands at a path of fields and numbers as `change` makes it."""
    name, _, rest = path.partition(".")
    inner = one[int(name)] if name.isdigit() else getattr(one, name)
    new = at(inner, rest, change) if rest else change(inner)
    if name.isdigit():
        if isinstance(one, dict):
            return one | {int(name): new}
        return (*one[: int(name)], new, *one[int(name) + 1 :])
    return replaced(one, **{name: new}) if hasattr(one, "delta") else one._replace(**{name: new})


def put(index, value):
    """Another value there."""

    def change(values):
        values = values.copy()
        values[index] = value
        return values

    return change


def plus(by, *index):
    """More there."""
    return lambda values: put(index or ..., values[index or ...] + by)(values)
