"""Beyond one request: whole catalogues, on the cores of one machine or on a Ray cluster."""
