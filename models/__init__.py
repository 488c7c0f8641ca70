"""Machine learning only, on plain arrays and dataclasses: knows no database, no window, no names of people."""

import os

# The official builds of onnxruntime note each use, with an id of this computer, in a file of their own and send it to
# their maker. It reads this once, when it is loaded, and every import of it here comes after this line.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
