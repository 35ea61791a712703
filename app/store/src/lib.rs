//! Tables and queries: the only crate that names sea-orm; sealing of private columns
