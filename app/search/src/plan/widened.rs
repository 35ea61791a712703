//! What the glossary finds beside what was typed, since it means the same.

use tantivy::Term;

use super::{Alternatives, Clause, Planner, SYNONYM_WEIGHT};
use crate::bm25::rarity;
use crate::error::Result;
use crate::score::Way;
use crate::standing::Standing;
use crate::tokens::fold;
use crate::typed::Typed;

impl Planner<'_> {
    /// What the glossary finds for what was typed.
    pub(super) fn synonyms(&mut self, typed: &Typed) -> Result<Option<Clause>> {
        let Some(synonyms) = self.wish.synonyms else { return Ok(None) };
        let words: Vec<String> = typed.wanted.iter().map(|wanted| fold(&wanted.text)).collect();
        let mut any = Alternatives::default();
        let standing = synonyms.of(&words);
        for other in standing.found {
            let before = any.ways.len();
            if let [word] = other {
                self.other_forms(word, SYNONYM_WEIGHT, &mut any)?;
            } else {
                self.other_phrase(other, &mut any)?;
            }
            if any.ways.len() > before {
                self.widened.push(other.join(" "));
            }
        }
        if any.ways.is_empty() {
            return Ok(None);
        }
        self.known = standing.known.into_iter().map(str::to_owned).collect();
        let finds = !self.is_common(any.having);
        Ok(Some(Clause { ways: any.ways, finds }))
    }

    /// Words in their order that were not typed, if each of them is known.
    fn other_phrase(&mut self, words: &[String], any: &mut Alternatives) -> Result<()> {
        let mut rarest = 0.0_f32;
        let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(self.fields.word, word)).collect();
        for Standing { records, .. } in Standing::of(self.snapshot, &terms)? {
            rarest = if records == 0 { f32::MIN } else { rarest + rarity(records, self.snapshot.records) };
        }
        if rarest > 0.0 {
            let weight = SYNONYM_WEIGHT * rarest;
            any.ways.push(Way::Phrase(self.phrase(words, f64::from(weight))?, weight));
        }
        Ok(())
    }
}
