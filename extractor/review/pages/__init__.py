"""The pages on which a person reviews filings, and the calls that they make.

Needs the extra `service`. Whoever serves them says who a visitor is (`visitor.Doorkeeper`).
"""
