"""What people see: tables.py, progress.py and uploads.py (live or in lines), human.py (sizes, money, times),
markdown.py; and machines: metrics.py.
"""
