//! The map of the library: its numbers are those of the search, and drawing and table say the same.

use axum::http::StatusCode;
use domain::practice::LibrarySector;
use testkit::{Client, World};

use crate::library::library;
use crate::router;

/// How many records a page of results says there are.
fn count(words: &str) -> usize {
    if words.contains("One record ") { 1 } else { crate::library::count(words) }
}

/// The part of a page between two marks.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = page.split_once(start).map(|(_, rest)| rest).unwrap_or_default();
    rest.split_once(end).map_or(rest, |(part, _)| part)
}

#[tokio::test]
async fn every_country_of_the_map_is_in_the_table_and_leads_to_its_records() {
    let (_world, client) = library().await;
    let page = client.get("/library/map").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.len() < 200_000, "{} bytes", page.text.len());
    let table = between(&page.text, "id=\"countries-table\"", "</table>");
    let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
    assert!(rows.len() > 20, "{}", rows.len());
    let mut last = usize::MAX;
    let map = between(&page.text, "class=\"world\"", "</svg>");
    let mut drawn = 0;
    for row in rows {
        let href = between(row, "href=\"", "\"");
        let number: usize = between(row, "class=\"number\">", "<").parse().expect("a number");
        assert!(number <= last, "most records first: {row}");
        last = number;
        assert_eq!(count(&client.get(href).await.words()), number, "{href}");
        drawn += usize::from(map.contains(&format!("href=\"{href}\"")));
    }
    assert_eq!(drawn, map.matches("<a ").count(), "nothing is drawn that the table lacks");
    assert!(map.contains("<title id=\"world-title\">") && map.contains("<desc id=\"world-words\">"));
    assert!(!page.text.contains(" style=\""));
}

#[tokio::test]
async fn sectors_stand_in_their_sections_with_the_numbers_of_the_search() {
    let (_world, client) = library().await;
    let page = client.get("/library/map").await.text;
    let table = between(&page, "id=\"sectors-table\"", "</table>");
    assert!(table.contains("A Agriculture, forestry and fishing") && table.contains("ISIC 01, 02"), "{table:.2000}");
    // On a phone the heads of the columns are out of sight.
    assert!(page.contains("class=\"table table--cards\""), "a card a row");
    let cells = table.matches("<td").count();
    assert_eq!(table.matches("data-label=\"").count(), cells, "each number says of what it is");
    for label in ["Records", "Told", "Repeated elsewhere", "Private sector"] {
        assert!(table.contains(&format!("data-label=\"{label}\"")), "{label}");
    }
    let bars = between(&page, "class=\"sections\"", "</div>");
    let mut found = 0;
    for sector in LibrarySector::ALL {
        let cells = table.matches(&format!("sector={sector}\"")).count();
        let drawn = bars.matches(&format!("href=\"/library?sector={sector}\"")).count();
        assert_eq!(cells, drawn, "{sector}");
        found += drawn;
    }
    assert!(found > 10, "{found}");
    let href = "/library?sector=agriculture&evidence=told";
    let cell = table.split("<td").find(|cell| cell.contains("sector=agriculture&amp;evidence=told")).expect("a cell");
    let number: usize = between(between(cell, "<a ", "</a>"), ">", "<").parse().expect("a number");
    assert_eq!(count(&client.get(href).await.words()), number);
}

#[tokio::test]
async fn the_tables_are_in_the_page_behind_a_fold() {
    let (_world, client) = library().await;
    let page = client.get("/library/map").await.text;
    for (id, title) in [("countries-table", "Records by country"), ("sectors-table", "Records by sector")] {
        let is_its = |tag: &&str| tag.starts_with("details ") && tag.contains(&format!("id=\"{id}\""));
        let tag = page.split('<').find(is_its).expect("a fold");
        assert!(tag.contains("map-table") && !tag.contains(" open"), "{tag}");
        let fold = between(&page, tag, "</details>");
        assert!(fold.contains(&format!(">{title}</summary>")) && fold.contains("</table>"), "{fold:.400}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{id} can be gone to at once");
    }
}

#[tokio::test]
async fn an_empty_library_says_so() {
    let world = World::sqlite().await;
    let page = Client::new(router(&world)).get("/library/map").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.words().contains("There are no records yet") && !page.text.contains("class=\"sections\""));
}
