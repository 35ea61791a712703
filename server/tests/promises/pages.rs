//! What pages ask of a browser, and what forms keep.

use axum::http::StatusCode;
use domain::referral::Secrets;
use testkit::{Client, World};

use crate::{business_and_ngo, employer_sees, router};

#[tokio::test]
async fn promise_11_pages_name_no_other_host_and_need_no_script() {
    let world = World::sqlite().await;
    let (employer, ngo) = business_and_ngo(&world).await;
    let placement = world.live(&employer).await.id.to_string();
    let code = world.referral(&ngo, Secrets::default()).await;
    let mut pages: Vec<(String, String)> =
        employer_sees(&world, &employer, &placement).await.into_iter().map(|(path, _, text)| (path, text)).collect();
    let client = Client::signed_in(router(&world), &ngo).await;
    for path in [format!("/referrals/{code}"), format!("/referrals/{code}/step/work")] {
        let text = client.get(&path).await.text;
        pages.push((path, text));
    }
    let mut scripts = 0;
    let pages: Vec<_> = pages.iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>")).collect();
    assert!(pages.len() > 15, "{}", pages.len());
    for (path, text) in pages {
        assert!(text.contains("<link rel=\"stylesheet\" href=\"/site/"), "{path} has its style");
        for part in text.split("src=\"").skip(1).chain(text.split("<link ").skip(1)) {
            let named = part.split('>').next().unwrap_or_default();
            // A link that only names, for machines, loads nothing: our own addresses, and what a name of a tag means.
            if named.starts_with("rel=\"schema.") {
                continue;
            }
            let named = named.replace(testkit::ORIGIN, "");
            assert!(!named.contains("//"), "{path} loads {named:.80}");
        }
        for script in text.split("<script").skip(1).filter_map(|rest| rest.split("</script>").next()) {
            if script.starts_with(" type=\"application/ld+json\">") {
                continue;
            }
            scripts += 1;
            assert!(script.starts_with(" type=\"module\" "), "{path}: {script:.80}");
            let code = script.split_once('>').map_or(script, |(_, code)| code);
            assert!(code.contains("(\"/site/") && !code.contains("//"), "{path}: {code}");
        }
        assert!(!text.contains(" style=\"") && !text.contains(" onclick"), "{path}");
        for form in text.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            assert!(
                form.contains("action=\"/") && form.contains("type=\"submit\""),
                "{path}: a form sends itself: {form:.300}"
            );
        }
    }
    assert!(scripts > 3, "pages with islands are among them");
    if let Some(address) = server::site::stylesheet() {
        let style = client.get(address).await.text;
        assert!(!style.contains("//") && !style.contains("@import"), "the style loads nothing");
    }
}

#[tokio::test]
async fn promise_12_a_refused_placement_comes_back_as_it_was_typed() {
    let world = World::sqlite().await;
    let (employer, _) = business_and_ngo(&world).await;
    let client = Client::signed_in(router(&world), &employer).await;
    let typed = [
        ("form", "placement"),
        ("title", "Bäcker:in “früh” & <b> مرحبا 👩‍🍳"),
        ("hours", "many"),
        ("pay", "nine"),
        ("currency", "EUR"),
        ("period", "hour"),
        ("place", "Nowhere at all"),
        ("start", "soon"),
        ("description", "Line one\n\nLine two"),
    ];
    let answer = client.post("/placements/new", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (name, value) in [typed[1], typed[2], typed[3], typed[6], typed[7]] {
        assert_eq!(answer.input(name).as_deref(), Some(value), "{name}");
    }
    assert!(answer.text.contains("Line one\n\nLine two"));
    for name in ["hours", "pay", "place", "start"] {
        assert!(answer.text.contains(&format!("id=\"problem-{name}\"")), "{name}");
    }
    assert!(answer.text.contains("id=\"problems\""));
}
