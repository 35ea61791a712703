//! Plain tantivy: title and text as two fields or as one, which is plain BM25, its own tokenizers and its own query
//! parser, with the signs that it gives a meaning taken out of what was typed.

use std::error::Error;
use std::time::Instant;

use domain::practice::StoredPractice;
use serde_json::json;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::TopDocs;
use tantivy::query::{AllQuery, Query, QueryParser};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{
    Language, LowerCaser, NgramTokenizer, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};
use tantivy::{Index, IndexReader, TantivyDocument};

use crate::collection::Collection;
use crate::measures::Measures;

/// What the title and the text are put into.
pub enum Fields {
    One,
    Two,
}

/// An index of plain tantivy.
pub struct Plain {
    reader: IndexReader,
    parser: QueryParser,
    name: Field,
}

impl Plain {
    /// Puts a collection in, as so many fields; with a language, words are stemmed as in it.
    pub fn new(collection: &Collection, language: Option<&str>, fields: Fields) -> Result<Self, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let tokenizer = if language.is_some() { "stemmed" } else { "default" };
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let name = schema.add_text_field("name", STRING | STORED);
        let title = schema.add_text_field("title", text.clone());
        let body = match fields {
            Fields::One => title,
            Fields::Two => schema.add_text_field("body", text),
        };
        let index = Index::create_in_ram(schema.build());
        let stemmer = match language {
            Some("de") => Language::German,
            Some("es") => Language::Spanish,
            Some("ar") => Language::Arabic,
            _ => Language::English,
        };
        let stemmed = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(40))
            .filter(LowerCaser)
            .filter(Stemmer::new(stemmer));
        index.tokenizers().register("stemmed", stemmed.build());
        let mut writer = index.writer_with_num_threads(1, 48_000_000)?;
        for record in &collection.records {
            let mut document = TantivyDocument::default();
            document.add_text(name, &record.practice.slug);
            document.add_text(title, &record.practice.title);
            document.add_text(body, &record.practice.body);
            writer.add_document(document)?;
        }
        writer.commit()?;
        let mut asked = vec![title, body];
        asked.dedup();
        let parser = QueryParser::for_index(&index, asked);
        Ok(Self { reader: index.reader()?, parser, name })
    }

    /// The mean nDCG of the first ten.
    pub fn ndcg(&self, collection: &Collection) -> Result<f64, Box<dyn Error>> {
        let searcher = self.reader.searcher();
        let mut measures = Measures::default();
        for (id, text) in &collection.queries {
            let Some(judged) = collection.judged.get(id) else { continue };
            let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
            let (query, _) = self.parser.parse_query_lenient(&plain.to_lowercase());
            let mut found = Vec::new();
            for (_, address) in searcher.search(&query, &TopDocs::with_limit(1_000).order_by_score())? {
                let document: TantivyDocument = searcher.doc(address)?;
                found.push(
                    document.get_first(self.name).and_then(|value| value.as_str()).unwrap_or_default().to_owned(),
                );
            }
            measures.add(&found.iter().map(String::as_str).collect::<Vec<_>>(), judged);
        }
        Ok(measures.mean(measures.ndcg))
    }
}

/// An index of plain tantivy with the same fields as the library's, cut by its own tokenizers.
pub struct SameFields {
    reader: IndexReader,
    parser: QueryParser,
    facets: Aggregations,
    /// Where it lies, for as long as it is asked.
    _folder: tempfile::TempDir,
}

impl SameFields {
    /// Puts records in, in commits of so many; answers how many seconds it took as well.
    pub fn fill(records: &[StoredPractice], batch: usize) -> Result<(Self, f64), Box<dyn Error>> {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, option| {
            TextOptions::default()
                .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option))
        };
        let word = schema.add_text_field("word", text("default", IndexRecordOption::WithFreqsAndPositions));
        let stem = schema.add_text_field("stem", text("en_stem", IndexRecordOption::WithFreqs));
        let gram = schema.add_text_field("gram", text("gram", IndexRecordOption::WithFreqs));
        let head = schema.add_text_field("head", text("default", IndexRecordOption::WithFreqsAndPositions));
        let id = schema.add_text_field("id", STRING | STORED);
        let stored = ["slug", "title", "summary", "body"].map(|name| schema.add_text_field(name, STORED));
        let facets: Vec<_> = search::Facet::ALL
            .iter()
            .map(|facet| (facet, schema.add_text_field(facet.word(), TextOptions::default().set_fast("raw") | STORED)))
            .collect();
        let folder = tempfile::tempdir()?;
        let index = Index::create_in_dir(folder.path(), schema.build())?;
        let grams = TextAnalyzer::builder(NgramTokenizer::new(4, 4, false)?).filter(LowerCaser);
        index.tokenizers().register("gram", grams.build());
        let mut writer = index.writer_with_num_threads(1, 48_000_000)?;
        let start = Instant::now();
        for batch in records.chunks(batch) {
            for record in batch {
                let practice = &record.practice;
                let once = format!("{}\n{}\n{}", practice.title, practice.summary, practice.body);
                let weighted = format!("{0}\n{0}\n{once}", practice.title);
                let mut document = TantivyDocument::default();
                document.add_text(id, record.id.to_string());
                document.add_text(word, &once);
                document.add_text(stem, &weighted);
                document.add_text(gram, &weighted);
                document.add_text(head, &practice.title);
                let kept = [&practice.slug, &practice.title, &practice.summary, &practice.body];
                stored.iter().zip(kept).for_each(|(field, text)| document.add_text(*field, text));
                for (facet, field) in &facets {
                    facet.values(practice).iter().for_each(|value| document.add_text(*field, value));
                }
                writer.delete_term(tantivy::Term::from_field_text(id, &record.id.to_string()));
                writer.add_document(document)?;
            }
            writer.commit()?;
        }
        let seconds = start.elapsed().as_secs_f64();
        let counted =
            |facet: &search::Facet| (facet.word(), json!({ "terms": { "field": facet.word(), "size": 100 } }));
        let facets = serde_json::from_value(search::Facet::ALL.iter().map(counted).collect())?;
        let parser = QueryParser::for_index(&index, vec![word, stem]);
        Ok((Self { reader: index.reader()?, parser, facets, _folder: folder }, seconds))
    }

    /// Asks for so many of the best, words and stems, and counts each facet, by tantivy's own aggregations; reads what is
    /// kept of the best, as a page needs it, and answers how many those are.
    pub fn ask(&self, words: &str, size: usize) -> Result<usize, Box<dyn Error>> {
        let plain: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let query: Box<dyn Query> = if plain.trim().is_empty() {
            Box::new(AllQuery)
        } else {
            self.parser.parse_query_lenient(&plain.to_lowercase()).0
        };
        let counted = AggregationCollector::from_aggs(self.facets.clone(), AggContextParams::default());
        let searcher = self.reader.searcher();
        let (best, _) = searcher.search(&query, &(TopDocs::with_limit(size).order_by_score(), counted))?;
        for (_, address) in &best {
            searcher.doc::<TantivyDocument>(*address)?;
        }
        Ok(best.len())
    }
}
