"""Distribution report in Exhibit 99.1 of a Form 10-D: a form for extractor."""
