//! Kept searches: whose they are, what is new in them, the weekly mail and how it is stopped.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use domain::practice::Practice;
use services::searches::{self, Asked, Weekly};
use testkit::{Client, ORIGIN, Person, World};

use crate::router;

fn practice(slug: &str, title: &str) -> Practice {
    let record = serde_json::json!({
        "title": title, "slug": slug, "kind": "report", "summary": "A summary.", "language": "en", "year": 2001,
        "evidence": "told", "licence": "CC0-1.0", "countries": ["AL"],
        "sources": [{ "title": "Source", "publisher": "Somebody", "year": 2001 }], "body": "Text.",
    });
    serde_json::from_value(record).expect("a record")
}

async fn publish(world: &World, slug: &str, title: &str) {
    services::library::publish(&world.system(), &practice(slug, title)).await.expect("published");
    world.work().await;
}

async fn keep(world: &World, person: &Person, query: &str, weekly: Weekly) {
    let scope = world.as_person(person).await;
    searches::keep(&scope, "", &Asked::read(query), Weekly::Off).await.expect("kept");
    let id = searches::own(&scope).await.expect("read").last().expect("one").search.id;
    searches::change(&scope, id, &format!("About {query}"), weekly).await.expect("changed");
}

/// Lets the worker do what it does every hour, and sends what follows.
async fn hour(world: &World) {
    services::worker::tidy(&world.system()).await.expect("done");
    world.work().await;
}

#[tokio::test]
async fn a_search_is_kept_from_its_own_page_and_shows_what_is_new() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    publish(&world, "old-lamps", "Old lamps").await;
    let client = Client::signed_in(router(&world), &person).await;
    let page = client.get("/library?q=lamps&country=AL").await;
    let button =
        page.text.split("id=\"library-keep\"").nth(1).and_then(|rest| rest.split('>').next()).expect("a button");
    for needed in ["formmethod=\"post\"", "formaction=\"/library/saved\"", "name=\"form\"", "value=\"saved\""] {
        assert!(button.contains(needed), "{needed} in {button}");
    }
    assert!(!Client::new(router(&world)).get("/library?q=lamps").await.text.contains("library-keep"));
    let body = "q=lamps&sort=relevance&country=AL&country=IT&form=saved";
    assert_eq!(client.post_body("/library/saved", body).await.location(), "/library/saved?saved=1");
    world.pass(TimeDelta::minutes(1));
    publish(&world, "new-lamps", "New lamps").await;
    let list = client.get("/library/saved").await;
    let row = list.text.split("<tbody>").nth(1).expect("a table").split("</tr>").next().expect("a row").to_owned();
    assert!(row.contains("href=\"/library?q=lamps&amp;country=AL&amp;country=IT\""), "{row}");
    assert!(row.contains("lamps, Albania, Italy") && row.contains(">1</td>"), "{row}");
    let id = list.input("id").expect("a key");
    let opened = client.post("/library/saved", &[("form", "saved-open"), ("id", &id)]).await;
    assert_eq!(opened.location(), "/library?q=lamps&country=AL&country=IT");
    assert!(client.get("/library/saved").await.text.contains(">0</td>"));
    // Nobody else sees or changes it.
    let stranger = Client::signed_in(router(&world), &world.member(OrganisationKind::Ngo, "Lantern").await).await;
    let one = format!("/library/saved/{id}");
    assert_eq!(stranger.get(&one).await.status, StatusCode::NOT_FOUND);
    for form in ["saved-change", "saved-forget"] {
        let fields = [("form", form), ("name", "Mine"), ("weekly", "on")];
        assert_eq!(stranger.post(&one, &fields).await.status, StatusCode::NOT_FOUND, "{form}");
    }
    let fields = [("form", "saved-change"), ("name", "Lamps <b>"), ("weekly", "on")];
    assert_eq!(client.post(&one, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(client.get(&one).await.words().contains("Lamps <b>"));
    // Under a name of one's own it says what it looks for, which its first name was.
    for page in [&one, "/library/saved"] {
        let renamed = client.get(page).await.text;
        assert_eq!(renamed.matches(">lamps, Albania, Italy</p>").count(), 1, "{renamed}");
    }
    assert!(!list.text.contains("lamps, Albania, Italy</p>"), "{}", list.text);
    // It asks first, as members and other libraries are removed.
    let asks = client.get(&one).await.text;
    let asks = asks.split("id=\"saved-forget\"").nth(1).and_then(|rest| rest.split("</details>").next());
    assert!(asks.is_some_and(|asks| asks.contains("button--danger") && asks.contains("No mail about it")), "{asks:?}");
    let forgotten = client.post(&one, &[("form", "saved-forget")]).await;
    assert_eq!(client.get(&one).await.status, StatusCode::NOT_FOUND);
    // It is said, and can be taken back as it was, with its mail.
    let list = client.get(forgotten.location()).await;
    assert!(list.words().contains("The search “Lamps <b>” is removed."), "{}", list.words());
    let again = list.text.split("notice--good").nth(1).and_then(|rest| rest.split("</form>").next()).expect("a form");
    for (name, value) in [("q", "lamps"), ("country", "AL"), ("country", "IT"), ("weekly", "on"), ("form", "saved")] {
        assert!(again.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {again}");
    }
    assert!(again.contains(">Save it again, with its weekly mail<"), "{again}");
    let body = "form=saved&q=lamps&country=AL&country=IT&name=Lamps+%3Cb%3E&weekly=on";
    assert_eq!(client.post_body("/library/saved", body).await.location(), "/library/saved?saved=1");
    let own = searches::own(&world.as_person(&person).await).await.expect("read");
    let kept = own.first().map(|kept| (kept.search.name.as_str(), kept.search.search.as_str(), kept.search.weekly));
    assert_eq!(kept, Some(("Lamps <b>", "q=lamps&country=AL&country=IT", Weekly::On)));
    assert!(!client.get("/library/saved").await.words().contains("is removed"));
    // One without a mail comes back without one.
    client.post_body("/library/saved", "form=saved&q=bells").await;
    let own = searches::own(&world.as_person(&person).await).await.expect("read");
    let bells = own.iter().find(|kept| kept.search.name == "bells").expect("kept").search.id;
    let forgotten = client.post(&format!("/library/saved/{bells}"), &[("form", "saved-forget")]).await;
    let list = client.get(forgotten.location()).await.text;
    assert!(list.contains(">Save it again<") && !list.contains("name=\"weekly\""), "{list}");
}

#[tokio::test]
async fn a_search_is_kept_once_and_saving_it_again_leads_to_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (one, other) =
            (Client::signed_in(router(&world), &person).await, Client::signed_in(router(&world), &person).await);
        let body = "q=lamps&sort=relevance&country=AL&country=IT&form=saved";
        let (first, second) =
            tokio::join!(one.post_body("/library/saved", body), other.post_body("/library/saved", body));
        assert!([&first, &second].iter().all(|answer| answer.status == StatusCode::SEE_OTHER));
        let scope = world.as_person(&person).await;
        let kept = searches::own(&scope).await.expect("read");
        let [kept] = kept.as_slice() else { unreachable!("one search: {kept:?}") };
        // In another order it is the same.
        let again = one.post_body("/library/saved", "country=IT&q=lamps&country=AL&form=saved").await;
        let already = format!("/library/saved/{}?already=1", kept.search.id);
        assert_eq!(again.location(), already);
        let page = one.get(&already).await.words();
        assert!(page.contains("You keep this search already. It is called “lamps, Albania, Italy”."), "{page}");
        // Under another name too: whoever types one wants it called so.
        let mine = "country=IT&q=lamps&country=AL&name=+Mine&form=saved";
        let renamed = format!("/library/saved/{}?renamed=1", kept.search.id);
        assert_eq!(one.post_body("/library/saved", mine).await.location(), renamed);
        let page = one.get(&renamed).await.words();
        assert!(page.contains("You keep this search already. It is now called “Mine”."), "{page}");
        for same in [mine, body] {
            assert_eq!(one.post_body("/library/saved", same).await.location(), already, "it is called so already");
        }
        let own = searches::own(&scope).await.expect("read");
        assert_eq!(own.iter().map(|kept| kept.search.name.as_str()).collect::<Vec<_>>(), ["Mine"]);
        one.post_body("/library/saved", "q=lamps&form=saved").await;
        assert_eq!(searches::own(&scope).await.expect("read").len(), 2, "another search is another");
        // What somebody else keeps is nothing to it.
        let stranger = world.member(OrganisationKind::Ngo, "Lantern").await;
        let stranger = Client::signed_in(router(&world), &stranger).await;
        assert_eq!(stranger.post_body("/library/saved", body).await.location(), "/library/saved?saved=1");
    }
}

#[tokio::test]
async fn a_search_with_a_filter_that_there_is_not_is_neither_kept_nor_followed_by_a_feed() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    publish(&world, "old-lamps", "Old lamps").await;
    let client = Client::signed_in(router(&world), &person).await;
    for none in ["q=lamps&sector=nonsense", "q=lamps&sector=hospitality&sector=nonsense", "q=lamps+sector:nonsense"] {
        let page = client.get(&format!("/library?{none}")).await;
        assert!(!page.text.contains("id=\"library-keep\""), "{none}");
        assert!(page.words().contains("You can save this search once"), "{none}: {}", page.words());
        assert!(!page.text.contains("/library/feed.atom?"), "{none}: {}", page.text);
        // However else it is asked for.
        let posted = client.post_body("/library/saved", format!("{none}&form=saved")).await;
        assert_eq!(posted.status, StatusCode::UNPROCESSABLE_ENTITY, "{none}");
        assert!(posted.words().contains("One of its filters is not known."), "{none}: {}", posted.words());
    }
    // What has no field of its own on that page goes along, and leads to where it can be taken away.
    let posted = client.post_body("/library/saved", "q=lamps&sector=nonsense&weekly=on&form=saved").await;
    for kept in
        ["name=\"sector\" value=\"nonsense\"", "name=\"weekly\" value=\"on\"", "/library?q=lamps&amp;sector=nonsense\""]
    {
        assert!(posted.text.contains(kept), "{kept}: {}", posted.text);
    }
    assert!(searches::own(&world.as_person(&person).await).await.expect("read").is_empty());
    // A choice that no record has yet may find one some day.
    for some in ["q=lamps&sector=fishing", "q=lamps+country:FJ"] {
        let page = client.get(&format!("/library?{some}")).await;
        assert!(page.text.contains("id=\"library-keep\""), "{some}");
        assert!(page.text.contains("href=\"/library/feed.atom?"), "{some}: {}", page.text);
    }
    let visitor = Client::new(router(&world)).get("/library?q=lamps&sector=nonsense").await;
    assert!(!visitor.text.contains("library-keep") && !visitor.text.contains("/library/feed.atom?"));
}

#[tokio::test]
async fn what_asks_for_everything_is_called_so() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    let client = Client::signed_in(router(&world), &person).await;
    client.post_body("/library/saved", "q=&sort=relevance&form=saved").await;
    let list = client.get("/library/saved").await;
    assert!(list.text.contains(">The whole library</a>") && !list.text.contains(">*<"), "{}", list.text);
}

#[tokio::test]
async fn fifty_are_kept_and_no_more() {
    let world = World::sqlite().await;
    let scope = world.as_person(&world.member(OrganisationKind::Ngo, "Harbour").await).await;
    for number in 0..searches::MOST {
        searches::keep(&scope, &format!("Search {number}"), &Asked::read(&format!("q=a{number}")), Weekly::Off)
            .await
            .expect("kept");
    }
    assert!(searches::keep(&scope, "One more", &Asked::read("q=a"), Weekly::Off).await.is_err());
    let again = searches::keep(&scope, "Again", &Asked::read("q=a0"), Weekly::Off).await.expect("found");
    assert!(matches!(again, searches::Keeping::Renamed(_)), "{again:?}");
    let long = format!("q={}", "ä".repeat(900));
    assert!(searches::keep(&scope, "Long", &Asked::read(&long), Weekly::Off).await.is_err());
    assert!(searches::own(&world.visitor()).await.is_err());
}

#[tokio::test]
async fn once_a_week_one_mail_tells_what_is_new() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    keep(&world, &person, "q=lamps", Weekly::On).await;
    keep(&world, &person, "q=bridges", Weekly::On).await;
    keep(&world, &person, "q=doors", Weekly::Off).await;
    let other = world.member(OrganisationKind::Business, "Bakery").await;
    keep(&world, &other, "q=nothing+like+it", Weekly::On).await;
    // What joining brings by mail is not what this is about.
    world.work().await;
    let count = || world.mail.sent().len();
    let before = count();
    world.pass(TimeDelta::days(1));
    publish(&world, "new-lamps", "New lamps").await;
    publish(&world, "new-doors", "New doors").await;
    hour(&world).await;
    assert_eq!(count(), before, "not before a week is over");
    world.pass(TimeDelta::days(7));
    hour(&world).await;
    hour(&world).await;
    let mails = world.mail.sent();
    let [mail] = mails.get(before..).expect("mails") else { unreachable!("one mail: {:?}", mails.get(before..)) };
    assert_eq!(mail.to.as_str(), person.email);
    assert!(mail.text.contains(&format!("{ORIGIN}/library/saved\n")), "{}", mail.text);
    // Neither what was found nor what was looked for: an inbox is read over shoulders.
    for told in ["lamps", "Lamps", "doors", "bridges", "q="] {
        assert!(!mail.text.contains(told) && !mail.html.contains(told), "{told}: {}", mail.text);
    }
    // Nothing new, no mail; and what was told is not told again.
    world.pass(TimeDelta::days(8));
    hour(&world).await;
    assert_eq!(count(), before + 1);
    publish(&world, "more-bridges", "More bridges").await;
    world.pass(TimeDelta::days(8));
    hour(&world).await;
    assert_eq!(count(), before + 2);
}

#[tokio::test]
async fn what_is_new_is_told_however_much_was_published_just_now() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    keep(&world, &person, "q=lamps", Weekly::On).await;
    world.work().await;
    world.pass(TimeDelta::days(1));
    publish(&world, "new-lamps", "New lamps").await;
    world.pass(TimeDelta::days(8));
    for number in 0..25 {
        publish(&world, &format!("more-lamps-{number}"), &format!("More lamps {number}")).await;
    }
    let before = world.mail.sent().len();
    hour(&world).await;
    assert_eq!(world.mail.sent().len(), before + 1);
}

#[tokio::test]
async fn one_press_stops_the_mail_without_signing_in() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    keep(&world, &person, "q=lamps", Weekly::On).await;
    world.pass(TimeDelta::days(1));
    publish(&world, "new-lamps", "New lamps").await;
    world.pass(TimeDelta::days(8));
    hour(&world).await;
    let mails = world.mail.sent();
    let stop = mails.last().and_then(|mail| mail.stop.clone()).expect("an address that stops");
    let path = stop.strip_prefix(ORIGIN).expect("here").to_owned();
    let visitor = Client::new(router(&world));
    let page = visitor.get(&path).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    let weekly = async || {
        let own = searches::own(&world.as_person(&person).await).await.expect("read");
        own.first().expect("one").search.weekly
    };
    assert_eq!(weekly().await, Weekly::On, "looking changes nothing: programs open links by themselves");
    assert_eq!(visitor.get("/library/saved/stop/made-up").await.status, StatusCode::NOT_FOUND);
    // As a mail program does it: from nowhere, with no form's name, and not to be sent on.
    let request = Request::builder().method("POST").uri(&path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = visitor.send(request, Body::from("List-Unsubscribe=One-Click")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
    assert!(answer.words().contains("You get no more of these mails"));
    assert_eq!(weekly().await, Weekly::Off);
    // As a person does it, a second time too.
    assert_eq!(visitor.post(&path, &[("form", "saved-stop")]).await.status, StatusCode::OK);
    let made_up = visitor.post("/library/saved/stop/made-up", &[("form", "saved-stop")]).await;
    assert_eq!(made_up.status, StatusCode::NOT_FOUND);
    publish(&world, "more-lamps", "More lamps").await;
    world.pass(TimeDelta::days(9));
    let before = world.mail.sent().len();
    hour(&world).await;
    assert_eq!(world.mail.sent().len(), before);
}

/// The secrets in the database that a link works with which stops the mail.
async fn live_secrets(world: &World) -> Vec<String> {
    let mut live = Vec::new();
    for row in testkit::everything(&world.services.db).await {
        let words = row.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        // As many signs as 32 bytes have in a link.
        for word in words.filter(|word| word.len() == 43) {
            live.extend(searches::stops(&world.visitor(), word).await.is_ok().then(|| word.to_owned()));
        }
    }
    live
}

#[tokio::test]
async fn the_secret_of_the_link_that_stops_the_mail_stands_nowhere_but_in_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Ngo, "Harbour").await;
        keep(&world, &person, "q=lamps", Weekly::On).await;
        world.work().await;
        world.pass(TimeDelta::days(1));
        publish(&world, "new-lamps", "New lamps").await;
        world.pass(TimeDelta::days(8));
        services::worker::tidy(&world.system()).await.expect("done");
        assert_eq!(store::outbox::count_waiting(&world.services.db).await.expect("counted"), 1);
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "before the mail leaves");
        let before = world.mail.sent().len();
        world.mail.fail_next(mail::Error::Temporary("mail is down".into()));
        world.work().await;
        assert_eq!(world.mail.sent().len(), before, "mail is down");
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "while it waits");
        world.pass(TimeDelta::hours(1));
        world.work().await;
        assert_eq!(live_secrets(&world).await, Vec::<String>::new(), "when it has left");
        let stop = world.mail.sent().last().and_then(|mail| mail.stop.clone()).expect("an address that stops");
        let path = stop.strip_prefix(ORIGIN).expect("here").to_owned();
        assert_eq!(Client::new(router(&world)).get(&path).await.status, StatusCode::OK);
    }
}

/// What the page, the feed and a kept search find for an address, each as a number of records.
async fn found(world: &World, person: &Person, query: &str) -> [usize; 3] {
    let visitor = Client::new(router(world));
    let page = visitor.get(&format!("/library?{query}")).await.text.matches("<li class=\"hit\"").count();
    let feed = visitor.get(&format!("/library/feed.atom?{query}")).await.text.matches("<entry").count();
    let own = searches::own(&world.as_person(person).await).await.expect("read");
    let kept = own.iter().find(|kept| kept.search.name == format!("About {query}")).expect("kept");
    [page, feed, kept.new]
}

#[tokio::test]
async fn page_feed_and_kept_search_find_the_same() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    let pairs = [("q=kties", "q=kties&exact=1"), ("q=debt+bondage", "q=debt+bondage&synonyms=off"), ("q=ki", "q=ki+")];
    for query in pairs.iter().flat_map(|(one, other)| [one, other]) {
        keep(&world, &person, query, Weekly::Off).await;
    }
    world.pass(TimeDelta::minutes(1));
    for (slug, title) in [("kites", "Kites"), ("bonded", "Bonded labour"), ("lanterns", "Lanterns")] {
        publish(&world, slug, title).await;
    }
    for (wide, narrow) in pairs {
        assert_eq!(found(&world, &person, wide).await, [1; 3], "{wide}");
        assert_eq!(found(&world, &person, narrow).await, [0; 3], "{narrow}");
    }
}

#[tokio::test]
async fn how_words_are_taken_is_kept_from_the_page_s_own_form() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    publish(&world, "kites", "Kites").await;
    let client = Client::signed_in(router(&world), &person).await;
    let page = client.get("/library?q=kites&exact=1&synonyms=off").await.text;
    // What the form sends is what it shows, whatever is pressed in it.
    for id in ["library-as-typed", "library-synonyms"] {
        let tag = page.split(&format!("id=\"{id}\"")).nth(1).and_then(|rest| rest.split('>').next()).expect(id);
        assert!(tag.contains(" checked"), "{tag}");
    }
    assert!(page.contains("href=\"/library/feed.atom?q=kites&amp;exact=1&amp;synonyms=off\""), "{page}");
    let body = "q=kites&sort=relevance&exact=1&synonyms=off&form=saved";
    client.post_body("/library/saved", body).await;
    let kept = searches::own(&world.as_person(&person).await).await.expect("read");
    assert_eq!(kept.first().expect("one").search.search, "q=kites&exact=1&synonyms=off");
}
