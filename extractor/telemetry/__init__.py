"""What the program tells of its own work: traces, metrics and logs, to whom the user names.

Nothing is told unless it is asked for, and never a filing's text or a key.
"""
