"""Officer changes under Item 5.02 of a Form 8-K: a form for extractor."""
