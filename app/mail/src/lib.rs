//! Messages and transports: the only crate that names lettre
