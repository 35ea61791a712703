//! Files as they come: whole, broken, locked, swollen, and full of names.
#![expect(clippy::unwrap_used, reason = "tests")]

mod hidden;
mod printed;

use std::io::{Cursor, Read, Write};

use lopdf::{Document, Object, Stream, dictionary};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::{Kind, Opened, Refused, child, open};

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/comments.xml\" ContentType=\"x\"/><Override PartName=\"/word/document.xml\" ContentType=\"y\"/>\
    </Types>";
const BODY: &str = "<w:document xmlns:w=\"w\"><w:body><w:p w:rsidR=\"00A1\"><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>\
    <w:r><w:t>What was done</w:t></w:r></w:p><w:p><w:ins w:id=\"1\" w:author=\"Mira Hoxha\" w:date=\"2020-01-01T00:00:00Z\">\
    <w:r><w:t xml:space=\"preserve\">Lamps &amp; </w:t><w:t>oil&#8217;s price</w:t></w:r></w:ins>\
    <w:commentRangeStart w:id=\"0\"/></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>one</w:t></w:r></w:p></w:body></w:document>";
const RELATIONS: &str = "<Relationships xmlns=\"r\">\
    <Relationship Id=\"a\" Type=\"x/comments\" Target=\"comments.xml\"/>\
    <Relationship Id=\"b\" Type=\"x/hyperlink\" TargetMode=\"External\" Target=\"https://ponte.example/\"/>\
    <Relationship Id=\"c\" Type=\"x/attachedTemplate\" TargetMode=\"External\" Target=\"https://evil.example/t.dotm\"/>\
    </Relationships>";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", BODY.as_bytes()),
        ("word/_rels/document.xml.rels", RELATIONS.as_bytes()),
        ("word/comments.xml", b"<w:comments xmlns:w=\"w\"><w:comment w:author=\"Mira Hoxha\"/></w:comments>"),
        (
            "docProps/core.xml",
            b"<c xmlns:dc=\"d\"><dc:title>Lamps &lt;b&gt;</dc:title><dc:creator>Mira Hoxha</dc:creator></c>",
        ),
        ("docProps/app.xml", b"<a><Company>Harbour</Company></a>"),
        ("word/vbaProject.bin", b"macro"),
    ])
}

fn pdf(encrypted: bool) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let content = b"BT /F1 24 Tf 72 700 Td (Lanterns of Velmora) Tj ET".to_vec();
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    let kids = vec![Object::Reference(page)];
    document.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }));
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let metadata = document.add_object(Stream::new(metadata, b"<x>Mira Hoxha</x>".to_vec()));
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages, "Metadata" => metadata, "OpenAction" => script,
    });
    let info = document.add_object(dictionary! {
        "Title" => Object::string_literal("A road of lamps"), "Author" => Object::string_literal("Mira Hoxha"),
    });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    if encrypted {
        let lock = document.add_object(dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
        document.trailer.set("Encrypt", lock);
    }
    let mut written = Vec::new();
    document.save_to(&mut written).unwrap();
    written
}

fn png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".as_slice()),
        (b"tEXt", b"Author\0Mira Hoxha"),
        (b"IDAT", b"\x78\x9c\x63\x60\0\0\0\x02\0\x01"),
        (b"IEND", b""),
    ] {
        let chunk = img_parts::png::PngChunk::new(*kind, img_parts::Bytes::copy_from_slice(data));
        png.extend(chunk.encoder().bytes());
    }
    png.extend(b"<script>after the end</script>");
    png
}

fn jpeg() -> Vec<u8> {
    let mut jpeg = b"\xff\xd8".to_vec();
    let mut part = |marker: u8, data: &[u8]| {
        jpeg.extend([0xff, marker]);
        jpeg.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        jpeg.extend(data);
    };
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0Mira Hoxha";
    part(0xe1, exif);
    part(0xe2, b"ICC_PROFILE\0Mira Hoxha");
    part(0xfe, b"by Mira Hoxha");
    part(0xc0, b"\x08\0\x01\0\x01\x01\x01\x11\0");
    part(0xda, b"\x01\x01\0\0\x3f\0");
    jpeg.extend(b"\x12\x34\xff\xd9");
    jpeg
}

/// A PDF with a photograph, a note of a reviewer, a link, and a signed field.
fn reviewed(photograph: Stream) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(false)).unwrap();
    let photograph = document.add_object(photograph);
    let rectangle = || -> Vec<Object> { vec![0.into(), 0.into(), 9.into(), 9.into()] };
    let look = document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, b"(her name is Ana) Tj".to_vec()));
    let note = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => rectangle(), "T" => Object::string_literal("Mira Hoxha"),
        "Contents" => Object::string_literal("her name is Ana"), "AP" => dictionary! { "N" => look },
    });
    let popup = dictionary! { "Subtype" => "Popup", "Rect" => rectangle(), "Parent" => note };
    let target = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://ponte.example/") };
    let link = dictionary! { "Subtype" => "Link", "Rect" => rectangle(), "A" => target };
    let signature = dictionary! {
        "Type" => "Sig", "Name" => Object::string_literal("Mira Hoxha"), "ByteRange" => rectangle(),
    };
    let field = dictionary! {
        "Subtype" => "Widget", "Rect" => rectangle(), "T" => Object::string_literal("field"), "V" => signature,
    };
    let notes: Vec<Object> = vec![note.into(), popup.into(), link.into(), field.into()];
    let notes = document.add_object(notes);
    let page = document.page_iter().next().unwrap();
    let page = document.get_dictionary_mut(page).unwrap();
    page.set("Annots", notes);
    let drawn = dictionary! { "P" => photograph };
    page.get_mut(b"Resources").unwrap().as_dict_mut().unwrap().set("XObject", drawn);
    let mut written = Vec::new();
    document.save_to(&mut written).unwrap();
    written
}

/// A photograph as it lies in a PDF.
fn drawn(filter: impl Into<Object>, bytes: Vec<u8>) -> Stream {
    let entries = dictionary! { "Subtype" => "Image", "Width" => 1, "Height" => 1, "Filter" => filter };
    Stream::new(entries, bytes)
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

fn parts_of(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let (name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        parts.push((name, text));
    }
    parts
}

#[test]
fn a_docx_gives_its_words_and_loses_its_people() {
    let Opened { kind, title, text, headings, bytes } = open("a.DOCX", &docx()).unwrap();
    assert_eq!((kind, title.as_str()), (Kind::Docx, "Lamps <b>"));
    assert_eq!(text, "What was done\n\nLamps & oil’s price\n\n- one");
    assert_eq!(headings, [(1, "What was done".to_owned())]);
    let parts = parts_of(&bytes);
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"]);
    for (name, text) in &parts {
        for gone in ["Mira", "2020", "rsid", "comment", "evil.example"] {
            assert!(!text.contains(gone), "{gone} in {name}: {text}");
        }
    }
    assert!(parts.iter().any(|(_, text)| text.contains("https://ponte.example/")));
    assert_eq!(open("a.docx", &bytes).unwrap().text, text, "what is served reads the same");
}

#[test]
fn a_pdf_gives_its_words_and_loses_its_people_and_scripts() {
    let opened = open("a.pdf", &pdf(false)).unwrap();
    assert_eq!((opened.title.as_str(), opened.text.as_str()), ("A road of lamps", "Lanterns of Velmora"));
    for gone in ["Mira", "A road of lamps", "app.alert", "JavaScript"] {
        assert!(!holds(&opened.bytes, gone), "{gone}");
    }
    assert_eq!(open("a.pdf", &opened.bytes).unwrap().text, "Lanterns of Velmora", "what is served reads the same");
}

#[test]
fn pictures_in_a_docx_lose_their_words() {
    let made = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", BODY.as_bytes()),
        ("word/media/image1.jpeg", &jpeg()),
        ("word/media/image2.tiff", b"II*\0Mira Hoxha"),
    ]);
    let served = open("a.docx", &made).unwrap().bytes;
    let mut archive = ZipArchive::new(Cursor::new(served.as_slice())).unwrap();
    assert!(archive.by_name("word/media/image2.tiff").is_err(), "what cannot be cleaned goes");
    let mut picture = Vec::new();
    archive.by_name("word/media/image1.jpeg").unwrap().read_to_end(&mut picture).unwrap();
    assert!(holds(&picture, "\x12\x34") && !holds(&picture, "Mira"));
}

#[test]
fn a_pdf_loses_what_its_pictures_and_reviewers_say() {
    let coded: String = jpeg().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut boxes = b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x19xml <x>Mira Hoxha</x>".to_vec();
    boxes.extend(b"\0\0\0\0jp2c\xff\x4f\xff\x51\x12\x34");
    let twice = || vec![Object::Name(b"FlateDecode".to_vec()), Object::Name(b"DCTDecode".to_vec())];
    let mut packed = Stream::new(dictionary! {}, [jpeg(), vec![b' '; 2_000]].concat());
    packed.compress().unwrap();
    assert!(packed.is_compressed());
    for (photograph, paints) in [
        (drawn("DCTDecode", jpeg()), true),
        (drawn(vec![Object::Name(b"DCTDecode".to_vec())], jpeg()), true),
        (drawn(twice(), packed.content), true),
        (drawn("DCTDecode", [b"\r\nMira Hoxha\n".to_vec(), jpeg()].concat()), true),
        (drawn("DCTDecode", [vec![b'\n'; 2_000], jpeg()].concat()), false),
        (drawn("JPXDecode", boxes), true),
        (drawn("DCTDecode", b"\xff\xd8Mira Hoxha".to_vec()), false),
        (drawn(vec![Object::Name(b"AHx".to_vec()), Object::Name(b"DCTDecode".to_vec())], coded.into_bytes()), false),
    ] {
        let served = open("a.pdf", &reviewed(photograph.clone())).unwrap().bytes;
        for gone in ["Mira", "Ana", "4d697261"] {
            assert!(!holds(&served, gone), "{gone} of {photograph:?}");
        }
        assert_eq!(holds(&served, "\x12\x34"), paints, "{photograph:?}");
        assert!(holds(&served, "https://ponte.example/") && holds(&served, "(field)"), "links and fields are kept");
        let document = Document::load_mem(&served).unwrap();
        let page = document.page_iter().next().unwrap();
        let listed = document.get_dictionary(page).unwrap().get_deref(b"Annots", &document).unwrap();
        assert_eq!(listed.as_array().unwrap().len(), 2, "a link and a field");
    }
}

#[test]
fn a_photograph_ends_where_it_ends() {
    let mut twice = jpeg();
    twice.truncate(twice.len() - 2);
    twice.extend(b"\xff\xd0\x56\xff\xfe\0\x0cMira Hoxha\xff\xda\0\x02\x78\xff\0\xff\xd9");
    let end = twice.len();
    twice.extend(jpeg());
    let made = open("a.jpg", &twice).unwrap().bytes;
    assert!(holds(&made, "\x12\x34") && !holds(&made, "Mira") && made.len() < end);
    assert!(made.ends_with(b"\xff\xd0\x56\xff\xda\0\x02\x78\xff\0\xff\xd9"), "later scans are kept: {made:?}");
}

#[test]
fn pictures_keep_what_paints() {
    let made = open("a.png", &png()).unwrap().bytes;
    assert!(holds(&made, "IDAT") && !holds(&made, "Mira") && !holds(&made, "script"));
    let made = open("a.jpeg", &jpeg()).unwrap().bytes;
    assert!(holds(&made, "\x12\x34") && !holds(&made, "Mira"));
    assert!(holds(&made, "\x01\x12\0\x03\0\0\0\x01\0\x06"), "how it was held is kept");
    assert_eq!(open("a.jpg", &made).unwrap().bytes, made);
}

#[test]
fn what_a_file_is_its_bytes_and_its_name_say() {
    for (name, bytes, why) in [
        ("a.pdf", b"".as_slice(), Refused::Empty),
        ("a.exe", b"MZ", Refused::Unknown),
        ("pdf", b"%PDF-1.5", Refused::Unknown),
        ("a.pdf", b"PK\x03\x04", Refused::Misnamed),
        ("a.html.png", b"<script>", Refused::Misnamed),
        ("a.pdf", b"%PDF-1.5\nnothing", Refused::Broken),
        ("a.docx", b"PK\x03\x04nothing", Refused::Broken),
        ("a.jpg", b"\xff\xd8\xff\xe0", Refused::Broken),
        ("a.png", b"\x89PNG\r\n\x1a\n", Refused::Broken),
        ("a.webp", b"RIFF\x04\0\0\0WEBP", Refused::Broken),
    ] {
        assert_eq!(open(name, bytes), Err(why), "{name}");
    }
    assert_eq!(open("a.docx", &archive(&[("mimetype", b"odt")])), Err(Refused::Misnamed), "another archive");
    assert_eq!(open("a.pdf", &pdf(true)), Err(Refused::Locked));
    let whole = pdf(false);
    for end in (10..whole.len()).step_by(97) {
        let _ = open("a.pdf", whole.get(..end).unwrap());
    }
}

#[test]
fn a_pdf_whose_pages_or_forms_go_round_is_broken() {
    let mut document = Document::load_mem(&pdf(false)).unwrap();
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Parent", Object::Reference(page));
    let mut written = Vec::new();
    document.save_to(&mut written).unwrap();
    assert_eq!(open("a.pdf", &written), Err(Refused::Broken));
    let mut document = Document::load_mem(&pdf(false)).unwrap();
    let form = document.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "F" => form } };
    let stream = Stream::new(dictionary! { "Subtype" => "Form", "Resources" => resources }, b"/F Do".to_vec());
    document.objects.insert(form, Object::Stream(stream));
    let page = document.page_iter().next().unwrap();
    let drawn = dictionary! { "XObject" => dictionary! { "F" => form } };
    document.get_dictionary_mut(page).unwrap().set("Resources", drawn);
    written.clear();
    document.save_to(&mut written).unwrap();
    assert_eq!(open("a.pdf", &written), Err(Refused::Broken));
}

#[test]
fn what_swells_is_refused() {
    let zeros = vec![b' '; 64 << 20];
    let bomb = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", &zeros)]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert_eq!(open("a.docx", &bomb), Err(Refused::TooMuch));
    let many: Vec<(String, &[u8])> = (0..2_001).map(|at| (format!("word/{at}.xml"), b"".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, part)| (name.as_str(), *part)).collect();
    assert_eq!(open("a.docx", &archive(&many)), Err(Refused::TooMuch));
    let entities = "<!DOCTYPE a [<!ENTITY b \"cc\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    let bomb = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", entities.as_bytes())]);
    assert_eq!(open("a.docx", &bomb), Err(Refused::Broken));
    let deep = "<a>".repeat(1_000);
    let deep = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", deep.as_bytes())]);
    assert_eq!(open("a.docx", &deep), Err(Refused::TooMuch));
}

#[test]
fn a_child_answers_what_it_found() {
    for (name, bytes) in [("a.docx", docx()), ("a.pdf", b"%PDF-1.5".to_vec()), ("a.png", png())] {
        assert_eq!(child::understand(&child::answer(name, &bytes)), open(name, &bytes), "{name}");
    }
    assert_eq!(child::understand(b""), Err(Refused::Broken));
    assert_eq!(child::understand(b"{}\n"), Err(Refused::Broken));
}
