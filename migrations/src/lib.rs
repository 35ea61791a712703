//! Tables, append-only, one source for SQLite and PostgreSQL
