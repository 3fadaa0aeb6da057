"""The fitting room as a service: HTTP API, jobs, page, and the rules of privacy."""
