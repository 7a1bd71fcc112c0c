"""Records of others: a user's own copies of public files of agreements."""

from .agreement_records import AgreementRecords
from .treaties import read_goldfish, read_huggo, read_ieadb, read_tfdd
from .urbact import invented_extract, read_urbact

__all__ = ["AgreementRecords", "invented_extract", "read_goldfish", "read_huggo", "read_ieadb"]
__all__ += ["read_tfdd", "read_urbact"]
