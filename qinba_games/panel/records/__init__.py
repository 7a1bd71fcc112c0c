"""Records of others: a user's own copies of public files of agreements."""

from .agreement_records import AgreementRecords
from .goldfish import read_goldfish
from .huggo import read_huggo
from .ieadb import read_ieadb
from .invented_extract import invented_extract
from .tfdd import read_tfdd
from .urbact import read_urbact

__all__ = [
    "AgreementRecords",
    "invented_extract",
    "read_goldfish",
    "read_huggo",
    "read_ieadb",
    "read_tfdd",
    "read_urbact",
]
