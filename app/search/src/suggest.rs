//! Answers while somebody types: titles that have all the words, the last one perhaps unfinished.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{TantivyDocument, Term};

use crate::error::Result;
use crate::index::Index;
use crate::search::{LARGEST_PAGE, text};
use crate::spelling;
use crate::tokens::fold;
use crate::typed::Typed;

const ENDINGS: usize = 24;

impl Index {
    /// Finds titles for what has been typed so far, as pairs of title and slug, best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<(String, String)>> {
        let searcher = self.searcher();
        let typed = Typed::read(prefix);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (at, wanted) in typed.wanted.iter().enumerate() {
            let folded = fold(&wanted.text);
            let mut known = if at + 1 == typed.wanted.len() {
                spelling::beginning(&searcher, self.fields.head, &folded, ENDINGS)?
            } else {
                Vec::new()
            };
            let term = Term::from_field_text(self.fields.head, &folded);
            if known.is_empty() && searcher.doc_freq(&term)? == 0 {
                known = spelling::near(&searcher, self.fields.head, &folded, ENDINGS)?;
            }
            let mut terms: Vec<Term> =
                known.iter().map(|known| Term::from_field_text(self.fields.head, &known.word)).collect();
            terms.push(term);
            let any = terms.into_iter().map(|term| {
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, query)
            });
            parts.push((Occur::Must, Box::new(BooleanQuery::new(any.collect()))));
        }
        let query = BooleanQuery::new(parts);
        let best = searcher.search(&query, &TopDocs::with_limit(limit.clamp(1, LARGEST_PAGE)).order_by_score())?;
        let mut titles = Vec::with_capacity(best.len());
        for (_, address) in best {
            let document: TantivyDocument = searcher.doc(address)?;
            titles.push((text(&document, self.fields.title).to_owned(), text(&document, self.fields.slug).to_owned()));
        }
        Ok(titles)
    }
}
