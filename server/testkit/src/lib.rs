//! Databases and builders for tests
