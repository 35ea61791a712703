//! The library's full-text index: the only crate that names tantivy; a cache that can be deleted at any time.
//!
//! A record goes in through [`Index::put`] and is cut into folded words, stems and 4-grams (`tokens`). After each
//! commit a `snapshot` of what was committed takes the place of the one before; readers keep the one they began with.
//! A query is parsed once (`typed`), becomes a plan (`plan`: what the index is asked, what passages mark), every term
//! adds what it is worth to the records that have it (`score`), and one pass over what was found (`gather`) gives the
//! page and the facets' counts, the best put in order once more by what they are about (`latent`). Calls block; callers on an async runtime move
//! them to a blocking task. What does not belong here: who may see a record (only published ones are put in).

mod beside;
mod bits;
mod bm25;
mod choices;
mod cursor;
mod error;
mod facet;
mod gather;
mod index;
mod latent;
mod learning;
mod linear;
mod markup;
mod meant;
mod names;
mod parallel;
mod passage;
mod plan;
mod related;
mod schema;
mod score;
mod search;
mod snapshot;
mod spelling;
mod standing;
mod synonyms;
mod tokenizer;
mod tokens;
mod typed;
mod view;

pub use cursor::Cursor;
pub use error::{Error, Result};
pub use facet::{Count, Facet, Selected};
pub use index::{Change, Index};
pub use meant::Corrected;
pub use names::Names;
pub use passage::Piece;
pub use related::Related;
pub use schema::Texts;
pub use search::{But, Correction, Hit, LARGEST_PAGE, Page, Query, Signal, Sort};
pub use synonyms::Synonyms;
pub use typed::{Held, Hold, LONGEST_QUERY, Unread, held, unread, words_alone};
