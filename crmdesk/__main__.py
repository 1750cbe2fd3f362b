"""`python -m crmdesk`, and the command `crmdesk`."""

import sys

from crmdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
