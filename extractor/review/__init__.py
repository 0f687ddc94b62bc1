"""The review queue: who looks at what next, what they decide, and what follows from it.

Needs the extra `service`.
"""
