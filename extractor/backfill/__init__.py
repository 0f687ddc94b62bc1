"""Many questions to a remote model at half the price: by the batches of its provider."""
