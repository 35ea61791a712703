//! Fluent catalogues, one folder per language, rendered on the server only
