//! What belongs to one NGO's people is nothing to anybody else (promises 6 and 7): whoever asks for it, by any page or form,
//! meets what they would meet if it had never been there, byte for byte. What does not belong here: what an employer meets
//! of people who are not put forward (`two_worlds`).

use axum::http::Method;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::Secrets;
use testkit::{Answer, Client, Person, World, everything, terms};

use crate::crawl::{Crawl, Met};
use crate::router;
use crate::two_worlds::Plain;

/// An NGO with somebody who has started with an employer and somebody who is put forward there, and the keys of all that.
struct Scene {
    world: World,
    ngo: Person,
    employer: Person,
    other_ngo: Person,
    /// What names somebody's referral, introduction or check-in, with a name of the same kind that nothing has.
    names: Vec<(String, String)>,
    /// The pages of each, as the patterns of the router are filled in.
    parts: Vec<[(&'static str, String); 4]>,
}

/// A request: a page, or a form with what is in it.
struct Ask {
    address: String,
    fields: Option<Vec<(String, String)>>,
}

/// Pages about one person of an NGO.
const PAGES: &[&str] = &["/referrals/{code}", "/introductions/{id}", "/check-ins/{id}"];

fn is_of_a_person(page: &str) -> bool {
    PAGES.iter().any(|begins| page.starts_with(begins))
}

impl Scene {
    async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other_ngo = world.member(OrganisationKind::Ngo, "Lantern").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let (started, introduction) = world.started(&ngo, &placement).await;
        let check_ins = world.open_check_ins(&ngo, introduction).await;
        let forward = world.referral(&ngo, Secrets::default()).await;
        let put_forward = world.put_forward(&ngo, &forward, &placement).await;
        let key = || uuid::Uuid::now_v7().to_string();
        let mut names = vec![
            (started.to_string(), "22-222".to_owned()),
            (forward.to_string(), "33-333".to_owned()),
            (introduction.to_string(), key()),
            (put_forward.to_string(), key()),
        ];
        names.extend(check_ins.iter().map(|check_in| (check_in.id.to_string(), key())));
        let first = check_ins.first().expect("a check-in").id;
        let part = |code: &domain::referral::Code, introduction: domain::id::IntroductionId| {
            [
                ("{code}", code.to_string()),
                ("{placement}", placement.id.to_string()),
                ("/introductions/{id}", format!("/introductions/{introduction}")),
                ("/check-ins/{id}", format!("/check-ins/{first}")),
            ]
        };
        let parts = vec![part(&started, introduction), part(&forward, put_forward)];
        world.work().await;
        Self { world, ngo, employer, other_ngo, names, parts }
    }

    async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    fn is_named(&self, text: &str) -> bool {
        self.names.iter().any(|(name, _)| text.contains(name))
    }

    /// The same of something that is not there.
    fn of_nothing(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, nothing)| text.replace(name, nothing))
    }

    /// All that came, without which of the two was asked for and without what is random in every answer.
    fn plain(&self, answer: Answer) -> String {
        let whole = Met { asked: String::new(), pattern: None, answer }.whole();
        let plain =
            |text: String, (name, nothing): &(String, String)| text.replace(name, "NAME").replace(nothing, "NAME");
        Plain::default().of(&self.names.iter().fold(whole, plain))
    }

    /// A pattern of the router, filled in for each of the two people.
    fn filled<'a>(&'a self, page: &'a str) -> impl Iterator<Item = String> + 'a {
        self.parts.iter().map(move |parts| {
            let page = page.replace("{step}", "work");
            parts.iter().fold(page, |page, (part, with)| page.replace(part, with))
        })
    }

    /// Every page about one of them, and every form there: as the two sides find them filled in, and bare.
    async fn asks(&self) -> Vec<Ask> {
        let mut asks = Vec::new();
        for owner in [&self.ngo, &self.employer] {
            let mut crawl = Crawl::new(self.client(owner).await);
            crawl.walk().await;
            let met = crawl.met.iter().filter_map(|met| met.asked.strip_prefix("GET "));
            let met = met.filter(|address| self.is_named(address));
            asks.extend(met.map(|address| Ask { address: address.to_owned(), fields: None }));
            for (address, mut fields) in crawl.posts() {
                fields.retain(|(name, _)| name != "once");
                if self.is_named(&address) || fields.iter().any(|(_, value)| self.is_named(value)) {
                    asks.push(Ask { address, fields: Some(fields) });
                }
            }
        }
        assert!(asks.len() > 40, "{} addresses and forms", asks.len());
        for (method, page) in server::router::addresses() {
            if method == Method::GET && is_of_a_person(&page) {
                asks.extend(self.filled(&page).map(|address| Ask { address, fields: None }));
            }
        }
        for form in app::forms().into_iter().filter(|form| is_of_a_person(form.page)) {
            for address in self.filled(form.page) {
                let bare = vec![("form".to_owned(), form.name.to_owned())];
                let code = self.names.iter().map(|(name, _)| name).find(|name| address.contains(*name));
                let more = [("code", code.map_or("", String::as_str)), ("version", "1"), ("body", "Ordinary words")];
                let more = more.map(|(name, value)| (name.to_owned(), value.to_owned()));
                let typed = [bare.clone(), more.to_vec()].concat();
                asks.extend([bare, typed].map(|fields| Ask { address: address.clone(), fields: Some(fields) }));
            }
        }
        // Keys that forms of other pages carry.
        for form in ["retention-keep", "retention-archive"] {
            for (name, _) in self.names.iter().take(2) {
                let fields = [("form", form), ("code", name.as_str())];
                let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                asks.push(Ask { address: "/referrals".to_owned(), fields: Some(fields) });
            }
        }
        asks
    }
}

impl Ask {
    /// Asks for it, or for the same of something else.
    async fn of(&self, client: &Client, of: impl Fn(&str) -> String) -> Answer {
        let address = of(&self.address);
        let Some(fields) = &self.fields else { return client.get(&address).await };
        let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), of(value))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post(&address, &fields).await
    }
}

/// Everybody to whom these people are nothing.
async fn strangers(s: &Scene) -> Vec<(&'static str, Client)> {
    let other_employer = s.world.member(OrganisationKind::Business, "Mill").await;
    let organiser = s.world.member(OrganisationKind::Organiser, "Round Table").await;
    let steward = s.world.platform(PlatformRole::Steward).await;
    vec![
        ("a visitor", Client::new(router(&s.world))),
        ("another NGO", s.client(&s.other_ngo).await),
        ("another employer", s.client(&other_employer).await),
        ("an organiser", s.client(&organiser).await),
        ("a steward", s.client(&steward).await),
    ]
}

#[tokio::test]
async fn whoever_asks_for_another_ngos_people_meets_what_is_met_where_nothing_is() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let asks = s.asks().await;
        let mut all = strangers(&s).await;
        all.push(("the employer itself", s.client(&s.employer).await));
        let before = everything(&s.world.services.db).await;
        for (who, client) in &all {
            let mut asked = 0;
            for ask in &asks {
                // The employer is told of an introduction, and of nothing else.
                let told = ask.address.starts_with("/introductions/");
                if *who == "the employer itself" && told {
                    continue;
                }
                asked += 1;
                let there = ask.of(client, str::to_owned).await;
                let nothing = ask.of(client, |text| s.of_nothing(text)).await;
                let form = ask.fields.as_ref().and_then(|fields| fields.iter().find(|(name, _)| name == "form"));
                let what = format!("{who}: {} {:?}", ask.address, form.map(|(_, value)| value));
                let expect: &[u16] = if *who == "a visitor" { &[303, 401] } else { &[404] };
                assert!(expect.contains(&there.status.as_u16()), "{what}: {}", there.status);
                assert_eq!(s.plain(there), s.plain(nothing), "{what}");
            }
            assert!(asked > 60, "{who}: {asked}");
        }
        let after = everything(&s.world.services.db).await;
        let changed: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
        assert!(changed.is_empty() && before.len() == after.len(), "something was changed: {changed:?}");
        // Whom it belongs to meets something else.
        let ngo = s.client(&s.ngo).await;
        let page = asks.iter().find(|ask| ask.fields.is_none() && ask.address.starts_with("/referrals/")).expect("one");
        let (there, nothing) = (page.of(&ngo, str::to_owned).await, page.of(&ngo, |text| s.of_nothing(text)).await);
        assert_eq!((there.status.as_u16(), nothing.status.as_u16()), (200, 404), "the test would see a difference");
    }
}

#[tokio::test]
async fn a_grant_of_another_ngos_person_is_none() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let scope = s.world.as_person(&s.ngo).await;
        let code = s.names[0].0.parse().expect("a code");
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let grant = services::consents::of_referral(&scope, &referral).await.expect("read")[0].id.to_string();
        let own = s.world.referral(&s.other_ngo, Secrets::default()).await;
        let client = s.client(&s.other_ngo).await;
        let before = everything(&s.world.services.db).await;
        let address = format!("/referrals/{own}/consent");
        let mut met = Vec::new();
        for grant in [grant, uuid::Uuid::now_v7().to_string()] {
            let answer = client.post(&address, &[("form", "consent-revoke"), ("grant", grant.as_str())]).await;
            assert_eq!(answer.status.as_u16(), 404);
            let whole = Met { asked: String::new(), pattern: None, answer }.whole();
            met.push(Plain::default().of(&whole.replace(&grant, "GRANT")));
        }
        assert_eq!(met[0], met[1]);
        assert_eq!(before, everything(&s.world.services.db).await);
    }
}

#[tokio::test]
async fn messages_go_through_the_ngo_and_nobody_else_reads_them() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let (ngo, employer) = (s.client(&s.ngo).await, s.client(&s.employer).await);
        let introduction = format!("/introductions/{}", s.names[2].0);
        let said = ["The side door opens at nine.", "Somebody comes along on Monday."];
        for (client, words) in [&employer, &ngo].into_iter().zip(said) {
            let sent = client.post(&introduction, &[("form", "message"), ("body", words)]).await;
            assert_eq!(sent.status.as_u16(), 303, "{}", sent.words());
        }
        s.world.work().await;
        for client in [&employer, &ngo] {
            let page = client.get(&introduction).await.words();
            assert!(said.iter().all(|words| page.contains(words)), "both sides read it: {page}");
        }
        for mail in s.world.mail.sent() {
            assert!(
                said.iter().all(|words| !mail.text.contains(words) && !mail.html.contains(words)),
                "{}",
                mail.subject
            );
        }
        for (who, client) in strangers(&s).await {
            let mut crawl = Crawl::new(client);
            crawl.walk().await;
            for met in crawl.met {
                assert!(said.iter().all(|words| !met.whole().contains(words)), "{who} reads it: {}", met.asked);
            }
        }
        // An employer finds no other way to the person than the NGO.
        let mut crawl = Crawl::new(employer);
        crawl.walk().await;
        let ways = [s.ngo.email.as_str(), "Ask for the library", "Sunday at ten", s.names[0].0.as_str()];
        for met in crawl.met {
            let whole = met.whole();
            let found: Vec<&&str> = ways.iter().filter(|way| whole.contains(**way)).collect();
            assert!(found.is_empty(), "{}: {found:?}", met.asked);
        }
    }
}
