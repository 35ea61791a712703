//! Where nothing is found: what can be dropped of a search, and how much is found then.

use super::{count, library};

#[tokio::test]
async fn where_nothing_is_found_each_filter_can_be_dropped() {
    let (_world, client) = library().await;
    let page = client.get("/library?region=europe&year=1850").await;
    assert!(page.words().contains("No records"));
    let link = page.text.split("id=\"drop-year\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the filter to drop").replace("&amp;", "&");
    assert!(count(&client.get(&link).await.words()) > 0, "{link}");
    assert!(!page.text.contains("id=\"drop-region\""), "nothing would be found without it either");
}

/// What is asked for, and the two things that are said of it.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[tokio::test]
async fn where_nothing_is_found_every_way_in_which_words_are_taken_can_be_dropped() {
    let (_world, client) = library().await;
    let asked = |pairs: &[(&str, &str)]| format!("/library?{}", serde_html_form::to_string(pairs).expect("a query"));
    let cases: [Case<'_>; 6] = [
        (&[("q", "hoetl "), ("exact", "1")], "drop-way-0", "With mistakes corrected: "),
        (
            &[("q", "принудительный труд "), ("exact", "1"), ("synonyms", "off")],
            "drop-way-0",
            "With words that mean the same: ",
        ),
        (&[("q", "\"passport hotel\"")], "drop-way-0", "With the words of \"passport hotel\" anywhere: "),
        (&[("q", "hotel -hotel")], "drop-way-0", "Without the filter “-hotel”: "),
        (&[("q", "passport country:FJ"), ("exact", "1")], "drop-typed-0", "Without the filter “country:FJ”: "),
        (&[("q", "\"passport hotel\" country:FJ"), ("exact", "1")], "drop-ways", "With the words alone, in any way: "),
    ];
    for (pairs, id, said) in cases {
        let page = client.get(&asked(pairs)).await;
        let words = page.words();
        assert!(words.contains("No records") && words.contains("Ask for less"), "{pairs:?}: {words}");
        let link = page.text.split(&format!("id=\"{id}\" href=\"")).nth(1).and_then(|rest| rest.split('"').next());
        let link = link.expect("a way out").replace("&amp;", "&");
        let found = client.get(&link).await.words();
        let many = count(&found);
        let shown = if many == 0 { "one record".to_owned() } else { format!("{many} records") };
        assert!(found.contains("One record") || many > 1, "{link}: {found}");
        assert!(words.contains(&format!("{said}{shown}")), "{pairs:?}: {said}{shown}: {words}");
    }
    // Where nothing of it helps, it is not advised.
    let page = client.get("/library?q=%22qqqq+zzzz%22&exact=1").await;
    assert!(!page.text.contains("id=\"drop-") && !page.words().contains("Ask for less"), "{}", page.words());
}

#[tokio::test]
async fn filters_that_find_nothing_one_by_one_can_be_dropped_together() {
    let (_world, client) = library().await;
    let page = client.get("/library?q=work&year=1850&country=FJ").await;
    let link = page.text.split("id=\"drop-all\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the way out");
    assert_eq!(link, "/library?q=work");
    let all = count(&client.get(link).await.words());
    assert!(all > 0 && page.words().contains(&format!("Without any filter: {all} records")), "{}", page.words());
}
