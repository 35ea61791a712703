//! The same cutting of text as [`crate::tokens`], in the shape that tantivy asks for. A text handed to the stem
//! tokenizer begins with its language and a [`MARK`], since one field holds records of all languages.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::tokens::{Stemming, Words, fold, grams, words};

/// Ends the language at the start of a text, and separates its parts so that no phrase spans two of them.
pub(crate) const MARK: char = '\u{1F}';
/// How far apart the parts of a text are, in words.
const GAP: usize = 16;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The folded word.
    Word,
    /// Its folded stem in the language of the text.
    Stem,
    /// Its runs of four characters.
    Gram,
}

impl Cut {
    /// The name under which the schema asks for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Stem => "stem",
            Self::Gram => "gram",
        }
    }
}

impl Tokenizer for Cut {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let (language, text) = text.split_once(MARK).unwrap_or(("", text));
        Stream {
            cut: *self,
            text,
            words: words(text),
            stemming: Stemming::of(if *self == Self::Stem { language } else { "" }),
            waiting: Vec::new(),
            token: Token::default(),
            position: 0,
            end: 0,
        }
    }
}

/// The tokens of one text.
pub(crate) struct Stream<'a> {
    cut: Cut,
    text: &'a str,
    words: Words<'a>,
    stemming: Stemming,
    waiting: Vec<String>,
    token: Token,
    position: usize,
    end: usize,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(gram) = self.waiting.pop() {
            self.token.text = gram;
            return true;
        }
        let Some(range) = self.words.next() else { return false };
        if self.text.get(self.end..range.start).is_some_and(|between| between.contains(MARK)) {
            self.position += GAP;
        }
        self.end = range.end;
        let word = self.text.get(range.clone()).unwrap_or_default();
        self.token.text = match self.cut {
            Cut::Word => fold(word),
            Cut::Stem => self.stemming.stem(word),
            Cut::Gram => {
                self.waiting = grams(&fold(word));
                self.waiting.pop().unwrap_or_default()
            }
        };
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.position;
        self.position += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Makes the three tokenizers known to an index.
pub(crate) fn register(manager: &TokenizerManager) {
    for cut in [Cut::Word, Cut::Stem, Cut::Gram] {
        manager.register(cut.name(), cut);
    }
}
