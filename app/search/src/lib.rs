//! The library's full-text index: the only crate that names tantivy; a cache that can be deleted at any time.
//!
//! A record goes in through [`Index::put`] and is cut into folded words, stems and 4-grams (`tokens`). A query is
//! parsed once (`typed`), becomes a plan (`plan`: what the index is asked, what passages mark), and one pass over
//! what it finds (`gather`) gives the page and the facets' counts. Calls block; callers on an async runtime move
//! them to a blocking task. What does not belong here: who may see a record (only published ones are put in).

mod cursor;
mod error;
mod facet;
mod gather;
mod index;
mod markup;
mod passage;
mod plan;
mod schema;
mod search;
mod spelling;
mod suggest;
mod tokenizer;
mod tokens;
mod typed;

pub use cursor::Cursor;
pub use error::{Error, Result};
pub use facet::{Count, Facet, Selected};
pub use index::Index;
pub use passage::Piece;
pub use search::{Hit, LARGEST_PAGE, Page, Query, Sort};
pub use typed::LONGEST_QUERY;
