"""The HTTP API, under /v1: jobs, batches, review, forms, and how it tells what became of them."""
