"""Commands on files of every format: what is in them, and what they are in another one."""
