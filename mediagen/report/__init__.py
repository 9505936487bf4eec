"""What people see: tables.py, progress.py (live or in lines), human.py (sizes, money, times)."""
