//! What the library says of records and where it finds none, in the reader's own language on a page of another.

use axum::body::Body;
use axum::http::Request;
use domain::codes::Language;
use i18n::Text;
use testkit::{Answer, Client};

use crate::library::library;

async fn spoken(client: &Client, language: &'static str, path: &str) -> Answer {
    client.send(Request::builder().uri(path).header("accept-language", language), Body::empty()).await
}

/// The first tag of the page with this attribute, and the text right behind it.
fn element(page: &str, attribute: &str) -> (String, String) {
    let part = page.split('<').find(|part| part.contains(attribute)).expect("the element");
    let (tag, text) = part.split_once('>').expect("a tag");
    (tag.to_owned(), text.to_owned())
}

/// Whether a tag says that what it holds is in this language, written in this direction.
fn says(tag: &str, (language, direction): (&str, &str)) -> bool {
    tag.contains(&format!("lang=\"{language}\"")) && tag.contains(&format!("dir=\"{direction}\""))
}

const ARABIC: (&str, &str) = ("ar", "rtl");
const RUSSIAN: (&str, &str) = ("ru", "ltr");

/// The tag around the first line of facts of the records that were found, and what it says. The line itself has no
/// direction of its own, so that it begins where the title does.
fn facts(page: &str) -> (String, String) {
    let hits = page.split("class=\"hits\"").nth(1).expect("records");
    assert_eq!(element(hits, "class=\"meta\"").0, "p class=\"meta\"");
    element(hits.split("class=\"meta\"").nth(1).expect("a line"), "span")
}

#[tokio::test]
async fn facts_of_records_that_are_found_are_in_the_readers_words() {
    let (_world, client) = library().await;
    for (reader, kind, kingdom) in [(ARABIC, "ممارسة", "المملكة المتحدة"), (RUSSIAN, "Практика", "Великобритания")]
    {
        let own = Text::of_capability(&reader.0.parse::<Language>().expect("a language"), "facets");
        assert_eq!(own.get("library-kind-practice"), kind);
        let page = spoken(&client, reader.0, "/library?evidence=evaluated&country=GB").await;
        assert!(page.text.contains("<html lang=\"en\""), "the page as a whole is in English");
        let (tag, said) = facts(&page.text);
        assert!(says(&tag, reader), "{tag}");
        let kinds = ["practice", "code", "law", "report", "guide"].map(|kind| own.get(&format!("library-kind-{kind}")));
        assert!(kinds.iter().any(|kind| said.starts_with(kind.as_str())), "{said}");
        let line = page.text.split("class=\"hits\"").nth(1).and_then(|rest| rest.split("class=\"meta\"").nth(1));
        let line = line.and_then(|rest| rest.split("</p>").next()).expect("a line");
        assert!(line.contains(&own.get("library-evidence-evaluated")), "{line}");
        assert!(line.contains(kingdom) && !line.contains("lang=\"en\""), "countries have their names too: {line}");
        let href = page.text.split("<a id=\"hit-").nth(1).and_then(|hit| hit.split('"').next()).expect("a record");
        let record = spoken(&client, reader.0, &format!("/library/{href}")).await;
        let (tag, said) = element(&record.text, "class=\"eyebrow\"");
        assert!(says(&tag, reader) && kinds.contains(&said), "{tag} {said}");
    }
    let english = spoken(&client, "en", "/library?evidence=evaluated").await;
    let (tag, said) = facts(&english.text);
    assert!(!tag.contains("lang=") && said.contains("Evaluated"), "{tag} {said}");
}

#[tokio::test]
async fn where_nothing_is_found_all_that_is_said_of_it_is_in_the_readers_words() {
    let (_world, client) = library().await;
    for (reader, unknown, typed, all, records, nothing) in [
        (
            ARABIC,
            "لا يوجد سجل فيه «البلد: \u{2068}Atlantis\u{2069}».",
            "دون عامل التصفية «\u{2068}country:FJ\u{2069}»: ",
            "دون أي عامل تصفية: ",
            "عرض كل السجلات",
            "لم يُعثر على شيء بهذه الكلمات.",
        ),
        (
            RUSSIAN,
            "Нет записей с «Страна: Atlantis».",
            "Без фильтра «country:FJ»: ",
            "Без каких-либо фильтров: ",
            "Показать все записи",
            "По этим словам ничего не найдено.",
        ),
    ] {
        let page = spoken(&client, reader.0, "/library?q=country:Atlantis").await;
        let notice = page.text.split('<').find(|part| part.contains(unknown)).expect("what no record has");
        assert!(says(notice, reader), "{notice}");

        let page = spoken(&client, reader.0, "/library?q=passport+country:FJ&exact=1").await;
        let (tag, _) = element(&page.text, "class=\"empty\"");
        assert!(says(&tag, reader), "{tag}");
        let (_, offer) = element(&page.text, "id=\"drop-typed-0\"");
        assert!(offer.starts_with(typed), "{offer}");
        assert!(page.text.contains(&format!(">{records}<")), "{}", page.text);

        let path = "/library?q=work&year=1850&country=FJ";
        let (_, offer) = element(&spoken(&client, reader.0, path).await.text, "id=\"drop-all\"");
        let (_, english) = element(&spoken(&client, "en", path).await.text, "id=\"drop-all\"");
        let number = |said: &str| said.chars().filter(char::is_ascii_digit).collect::<String>();
        assert!(offer.starts_with(all) && !number(&offer).is_empty(), "{offer}");
        assert_eq!(number(&offer), number(&english), "as many records in every language");

        let page = spoken(&client, reader.0, "/library?q=%22qqqq+zzzz%22&exact=1").await;
        assert!(page.text.contains(nothing), "{}", page.text);
    }
    let english = client.get("/library?q=country:Atlantis").await.text;
    let notice = english.split('<').find(|part| part.contains("No record has “Country: Atlantis”.")).expect("the same");
    assert!(!notice.contains("lang="), "{notice}");
    let page = client.get("/library?q=country:%D9%82%D8%A7%D9%81").await.text;
    assert!(page.contains("No record has “Country: \u{2068}قاف\u{2069}”."), "{page}");
}

#[test]
fn so_many_records_are_told_in_the_plural_of_each_language() {
    for (language, count, expect) in [
        ("en", 1, "one record"),
        ("en", 1_200, "1200 records"),
        ("ar", 1, "سجل واحد"),
        ("ar", 2, "سجلان"),
        ("ar", 3, "3 سجلات"),
        ("ar", 11, "11 سجلًا"),
        ("ar", 100, "100 سجل"),
        ("ru", 1, "1 запись"),
        ("ru", 21, "21 запись"),
        ("ru", 22, "22 записи"),
        ("ru", 25, "25 записей"),
        ("ro", 19, "19 înregistrări"),
        ("ro", 20, "20 de înregistrări"),
        ("uk", 5, "5 записів"),
        ("sr", 2, "2 zapisa"),
        ("tr", 7, "7 kayıt"),
    ] {
        let text = Text::of_capability(&language.parse().expect("a language"), "facets");
        assert_eq!(text.with("library-so-many", &[("count", count.into())]), expect, "{language} {count}");
    }
}
