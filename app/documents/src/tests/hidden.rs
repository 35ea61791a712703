//! What a DOCX file does not show: what was deleted or moved in a review, and what is hidden.

use super::{TYPES, archive, parts_of};
use crate::open;

#[test]
fn a_docx_loses_what_was_deleted_and_what_is_hidden() {
    let body = "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pPrChange w:id=\"9\" w:author=\"Mira Hoxha\"/></w:pPr>\
        <w:r><w:t>Her name is changed</w:t></w:r>\
        <w:del w:id=\"1\" w:author=\"Mira Hoxha\"><w:r><w:delText>her real name is Ana</w:delText></w:r></w:del>\
        <w:moveFrom w:id=\"2\"><w:r><w:t>Ana went</w:t></w:r></w:moveFrom>\
        <w:r><w:rPr><w:b/><w:vanish/></w:rPr><w:fldChar w:fldCharType=\"begin\"/><w:t>Ana hid</w:t></w:r>\
        <w:r><w:rPr><w:rStyle w:val=\"Quiet\"/></w:rPr><w:t>Ana whispered</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>, and shown</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"Quiet\"/></w:pPr><w:r><w:t>Ana again</w:t></w:r></w:p>\
        <w:p><w:r><w:t>End</w:t></w:r></w:p></w:body></w:document>";
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Loud\"><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:styleId=\"Quiet\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    let notes =
        "<w:footnotes xmlns:w=\"w\"><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Ana below</w:t></w:r></w:p></w:footnotes>";
    let made = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ]);
    let opened = open("a.docx", &made).unwrap();
    assert_eq!(opened.text, "Her name is changed, and shown\n\nEnd");
    for (name, text) in parts_of(&opened.bytes) {
        assert!(!text.contains("Ana") && !text.contains("Mira"), "{name}: {text}");
        assert_eq!(text.contains("fldCharType"), name == "word/document.xml", "the ends of fields come in pairs");
    }
}

/// The words of a document of these paragraphs with these styles.
fn words_of(paragraphs: &str, styles: &str) -> String {
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
    let styles = format!("<w:styles xmlns:w=\"w\">{styles}</w:styles>");
    let made = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ]);
    let opened = open("a.docx", &made).unwrap();
    assert_eq!(open("a.docx", &opened.bytes).unwrap().text, opened.text, "what is served reads the same");
    opened.text
}

#[test]
fn a_docx_shows_what_its_styles_show_and_no_more() {
    let styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"/>\
        <w:style w:styleId=\"Whispered\"><w:basedOn w:val=\"Softer\"/></w:style>\
        <w:style w:styleId=\"Softer\"><w:basedOn w:val=\"Quiet\"/><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:styleId=\"Quiet\"><w:basedOn w:val=\"Normal\"/><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId=\"Aloud\"><w:basedOn w:val=\"Quiet\"/><w:rPr><w:vanish w:val=\"0\"/></w:rPr></w:style>\
        <w:style w:styleId=\"Hen\"><w:basedOn w:val=\"Egg\"/></w:style>\
        <w:style w:styleId=\"Egg\"><w:basedOn w:val=\"Hen\"/></w:style>";
    let paragraph = |style: &str, font: &str, words: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>\
            <w:r><w:rPr>{font}</w:rPr><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let (shown, quiet) = ("<w:vanish w:val=\"0\"/>", "<w:rStyle w:val=\"Whispered\"/>");
    let body = [
        paragraph("Whispered", "", "Ana"),
        paragraph("Softer", "", "Ana"),
        paragraph("Normal", quiet, "Ana"),
        paragraph("Whispered", "<w:rStyle w:val=\"Aloud\"/>", "Ana"),
        paragraph("Aloud", "", "one"),
        paragraph("Whispered", shown, "two"),
        paragraph("Normal", &format!("{quiet}{shown}"), "three"),
        paragraph("Hen", "", "four"),
        paragraph("Nowhere", "", "five"),
    ];
    assert_eq!(words_of(&body.concat(), styles), "one\n\ntwo\n\nthree\n\nfour\n\nfive");

    let bare = |font: &str, words: &str| format!("<w:p><w:r><w:rPr>{font}</w:rPr><w:t>{words}</w:t></w:r></w:p>");
    let body = [bare("", "Ana"), paragraph("Nowhere", "", "Ana"), bare(shown, "shown")].concat();
    let hidden = "<w:rPr><w:vanish/></w:rPr>";
    let of_all = format!("<w:docDefaults><w:rPrDefault>{hidden}</w:rPrDefault></w:docDefaults>");
    let of_plain = format!("<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">{hidden}</w:style>");
    for styles in [of_all, of_plain] {
        assert_eq!(words_of(&body, &styles), "shown", "{styles}");
    }
}
