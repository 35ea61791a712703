//! introductions
