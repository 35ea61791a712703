//! Full-text index: the only crate that names tantivy; a cache that can be deleted at any time
