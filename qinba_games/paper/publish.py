"""How the report is put in place, under the name that it had before every region had a report."""

from ..region.report.publish import MANIFEST, publication

__all__ = ["MANIFEST", "publication"]
