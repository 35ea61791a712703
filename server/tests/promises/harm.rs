//! What follows when work harms somebody.

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::placement::Terms;
use domain::standards::Indicator;
use services::placements::Filter;
use testkit::{Client, World, terms};
use uuid::Uuid;

use crate::{business_and_ngo, employer_sees, router, without_address, without_tokens};

/// Everything that an employer meets of two people who have started with it, on several days: one of them answers on the
/// second day, the other on the fourth. `worried` says which of them says something that pauses; keys are numbered as they
/// come.
async fn employer_meets(worried: Option<usize>) -> Vec<(String, String)> {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
    let mut people = Vec::new();
    for _ in 0..2 {
        people.push(world.started(&ngo, &placement).await.1);
    }
    let mut met = Vec::new();
    let mut keys = Vec::new();
    // 25 and 27 November, then as time goes on to the first of January and beyond.
    for (at, days) in [1, 2, 34, 1, 14].into_iter().enumerate() {
        world.pass(TimeDelta::days(days));
        if let Some(introduction) = people.get(at) {
            let reply = if worried == Some(at) { Reply::Yes } else { Reply::No };
            world.answer_first(&ngo, *introduction, &[(Indicator::Violence, reply)]).await;
        }
        services::worker::tidy(&world.system()).await.expect("swept");
        world.work().await;
        let today = world.system().now().date_naive();
        let mut pages = employer_sees(&world, &employer, &placement.id.to_string()).await;
        let client = Client::signed_in(router(&world), &employer).await;
        for path in people.iter().map(|id| format!("/introductions/{id}")) {
            let answer = client.get(&path).await;
            let headers = answer.headers.iter().filter(|(name, _)| *name != "content-security-policy");
            let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
            pages.push((path, answer.status.as_u16(), format!("{headers:?} {}", without_tokens(&answer.text))));
        }
        for (path, status, text) in pages {
            met.push((format!("{today}"), plain(&format!("{path} {status} {text}"), &mut keys, &employer.email)));
        }
        let mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == employer.email).count();
        met.push((format!("{today}"), format!("{mails} mails")));
        // What it does meets the same answer too.
        let draft = terms(&world);
        let scope = world.as_person(&employer).await;
        let id = services::placements::draft(&scope, &draft).await.expect("a draft");
        let published = services::placements::publish(&scope, id).await;
        met.push((format!("{today}"), format!("{published:?}")));
    }
    met
}

/// A text with keys and address numbered in the order in which they came first.
fn plain(text: &str, keys: &mut Vec<String>, email: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let key = rest.get(..36).filter(|key| Uuid::try_parse(key).is_ok());
        let length = key.map_or(c.len_utf8(), str::len);
        match key {
            Some(key) => {
                let known = keys.iter().position(|known| known == key).unwrap_or_else(|| {
                    keys.push(key.to_owned());
                    keys.len() - 1
                });
                plain.push_str(&format!("key {known}"));
            }
            None => plain.push(c),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    without_address(&plain, email)
}

#[tokio::test]
async fn promise_9_an_employer_cannot_tell_who_said_it_nor_when() {
    let (first, second, nobody) =
        (employer_meets(Some(0)).await, employer_meets(Some(1)).await, employer_meets(None).await);
    assert_eq!(first, second, "whichever of two people said it, everything is the same, byte for byte");
    let before = |met: &[(String, String)]| -> Vec<(String, String)> {
        met.iter().filter(|(day, _)| day.as_str() < "2027-01-01").cloned().collect()
    };
    assert_eq!(before(&first), before(&nobody), "until the day on which checks are seen, nothing shows");
    let seen =
        |met: &[(String, String)]| met.iter().filter(|(_, text)| text.contains("paused while a steward")).count();
    assert!(seen(&first) > 4 && seen(&nobody) == 0, "and then it does: {}", seen(&first));
    assert!(before(&first).len() > 40, "the test looks at pages");
}

#[tokio::test]
async fn promise_9_harm_stops_offers_and_calls_nobody_a_criminal() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (employer, ngo) = business_and_ngo(&world).await;
        let (calm, _) = business_and_ngo(&world).await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let second = world.live(&employer).await;
        let other = world.live(&calm).await;
        let (_, introduction) = world.started(&ngo, &placement).await;
        let offered = async || -> Vec<_> {
            let scope = world.as_person(&ngo).await;
            let all = services::placements::opportunities(&scope, &Filter::default(), None, 10).await.expect("a list");
            all.into_iter().map(|offer| offer.placement.id).collect()
        };
        assert_eq!(offered().await.len(), 3);
        world.answer_first(&ngo, introduction, &[(Indicator::RestrictionOfMovement, Reply::Yes)]).await;
        assert_eq!(
            offered().await,
            [other.id],
            "all that it offers, and nobody else's: {} {}",
            placement.id,
            second.id
        );
        let steward = world.platform(PlatformRole::Steward).await;
        let client = Client::signed_in(router(&world), &steward).await;
        let list = client.get("/stewardship/cases").await;
        let path =
            list.text.split("href=\"/stewardship/cases/").nth(1).and_then(|rest| rest.get(..36)).expect("a case");
        for page in [list.text.clone(), client.get(&format!("/stewardship/cases/{path}")).await.text] {
            let low = without_tokens(&page).to_lowercase();
            for word in ["crim", "trafficker", "guilty", "offender"] {
                assert!(!low.contains(word), "{word}");
            }
        }
    }
}
