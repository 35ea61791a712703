//! A PDF as a browser prints it: letters are placed one by one for kerning, in fonts that give widths by ranges; the
//! page itself is made up.

use lopdf::{Document, Object};

use crate::open;

const PRINTED: &[u8] = include_bytes!("printed.pdf");

/// The widths that the fonts of a document give.
fn widths(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).unwrap();
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let widths = fonts.filter_map(|font| font.get(b"W").and_then(Object::as_array).ok());
    let mut widths: Vec<String> = widths.map(|widths| format!("{widths:?}")).collect();
    widths.sort();
    widths
}

#[test]
fn words_that_a_browser_printed_come_out_whole() {
    let opened = open("a.pdf", PRINTED).unwrap();
    let said = "Lanterns of Velmora\n\n\
        In 2020 a bakery in Velmora hired two bakers, AWAY from the Tower; Yvonne Avatar\npaid for ovens.\n\n\
        У вигаданому місті Вельмора пекарня прийняла на роботу двох людей.\n\n\
        في مدينة خيالية وظفت المخبزة عاملين.\n\n\
        Lamps and Oil\n\n\
        The fictional town of Velmora has a\nharbour, three bakeries, and a street of\n\
        lamp makers who employ whoever knocks\nfirst.";
    assert_eq!(opened.text, said);
    assert_eq!(open("a.pdf", &opened.bytes).unwrap().text, said, "what is served reads the same");
    assert!(!widths(PRINTED).is_empty());
    assert_eq!(widths(&opened.bytes), widths(PRINTED), "what is served has its fonts as they were");
}
