"""The REST API of apps, their documents and releases."""
