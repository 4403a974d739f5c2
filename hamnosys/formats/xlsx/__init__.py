"""Excel workbooks (.xlsx, .xlsm): one sheet as the rows of a lexicon, and the rows of an output."""

from hamnosys.formats.xlsx.reading import read_xlsx
from hamnosys.formats.xlsx.sink import XlsxSink

__all__ = ["XlsxSink", "read_xlsx"]
