"""Records out to a file and back in (DESIGN 6, export and import): `export_records`, `import_records`."""

from crmdesk.operations.transfer.formats import FORMATS
from crmdesk.operations.transfer.inward import ImportResult, import_records
from crmdesk.operations.transfer.outward import export_records

__all__ = ["FORMATS", "ImportResult", "export_records", "import_records"]
