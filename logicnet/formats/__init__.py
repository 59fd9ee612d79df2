"""Files: every format that is read and written, a module each."""
