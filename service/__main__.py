"""`python -m service` is `bedside`."""

import sys

from service.cli import main

sys.exit(main())
