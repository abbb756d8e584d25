"""SQLAlchemy Core over SQLite and PostgreSQL: one module for each tray or group of tables."""
