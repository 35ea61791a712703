//! Where a search finds nothing: what it may do without so that something is found. What was chosen, and field words,
//! the index counts by itself.

use domain::Result;
use search::{Hold, Query, held};

use super::Asked;
use crate::{Scope, library};

/// Of so many phrases and words left out it is said what is found without each.
const MOST_HELD: usize = 6;

/// What a search does without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ease {
    /// Mistakes are corrected again.
    Corrected,
    /// What means the same is found again.
    Widened,
    /// These words may stand anywhere.
    Apart(String),
    /// These words may be there.
    LetIn(String),
    /// All of that, and every filter: its words are left.
    WordsAlone,
}

/// A search that asks less, and finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eased {
    /// What it does without.
    pub ease: Ease,
    /// The search.
    pub asked: Asked,
    /// How many records it finds.
    pub count: usize,
}

/// What finds something where a search finds nothing: each way of asking less by itself, and all together at the end.
///
/// # Errors
/// When the index cannot be read.
pub async fn eased(scope: &Scope, asked: &Asked) -> Result<Vec<Eased>> {
    let mut tried: Vec<(Ease, Asked)> = Vec::new();
    if asked.is_exact() {
        tried.push((Ease::Corrected, asked.inexactly()));
    }
    if asked.is_without_synonyms() {
        tried.push((Ease::Widened, asked.widened()));
    }
    for each in held(asked.words()).into_iter().take(MOST_HELD) {
        let ease = match each.hold {
            Hold::Together => Ease::Apart(each.part),
            Hold::Out => Ease::LetIn(each.part),
        };
        tried.push((ease, asked.with_words(&each.eased)));
    }
    let alone = asked.words_alone();
    if !alone.words().is_empty() && alone != asked.first() {
        tried.push((Ease::WordsAlone, alone));
    }
    let queries = tried.iter().map(|(_, asked)| Query { size: 1, ..asked.query() }).collect();
    let pages = library::search_each(scope, queries).await?;
    let eased = tried.into_iter().zip(pages).map(|((ease, asked), page)| Eased { ease, asked, count: page.total });
    Ok(eased.filter(|eased| eased.count > 0).collect())
}
