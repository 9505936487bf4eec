"""The studio makes what is not there yet: studio.py one request, engine.py many at once."""
