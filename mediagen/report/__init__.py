"""What people see: tables.py, progress.py and uploads.py (live or in lines), human.py (sizes, money, times),
markdown.py, gallery.py (a page, from page/); and machines: metrics.py.
"""
