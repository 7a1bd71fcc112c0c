"""Tables in CSV files: UTF-8, commas, one header, every row as long as it."""

import csv
import io
from pathlib import Path
from typing import Any

from ..core.errors import EmptyGameError, InputTypeError, ShapeError

_RULE = "must be a table in UTF-8 with commas"


def read_csv(function: str, path: Any) -> Any:
    """The frame of a file, all cells as text; rows that begin with # are remarks."""
    import pandas

    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputTypeError(
            function, str(path), error.reason, _RULE, "Save it as UTF-8."
        ) from None
    numbered = enumerate(csv.reader(io.StringIO(text, newline="")), 1)
    rows = [(k, row) for k, row in numbered if any(row) and not row[0].startswith("#")]
    if not rows:
        raise EmptyGameError(function, str(path), text, "must have a header and rows")
    header = [name.strip() for name in rows[0][1]]
    if len(header) == 1 and {";", "\t"} & {*header[0]}:
        raise InputTypeError(function, str(path), header[0], _RULE, "Save it with commas.")
    for k, row in rows[1:]:
        if len(row) != len(header):
            rule = f"must have {len(header)} cells, as the header"
            raise ShapeError(function, f"{path}, row {k} ({row[0]})", row, rule)
    return pandas.DataFrame([row for _, row in rows[1:]], columns=header, dtype=object)
