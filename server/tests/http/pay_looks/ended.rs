//! Pauses for pay as stewards see them afterwards: what was written, the list of those that rest, and the way back; and
//! where the seats of such a placement stand.

use axum::http::StatusCode;
use domain::placement::{PauseReason, PlacementStatus};
use testkit::World;

use super::{LIVE, PAUSED, QUEUE, Scene};

#[tokio::test]
async fn a_steward_ends_a_pause_and_the_business_opens_it_as_it_is() {
    const WHY: &str = "The agreement of the trade says 17.00 an hour.";
    for world in [World::sqlite().await, World::postgres().await] {
        let scene = Scene::on(world).await;
        let hint = "The business reads it, and opens the placement again";
        assert!(scene.steward.get(&scene.page()).await.words().contains(hint));
        assert!(!scene.rests().await);
        assert_eq!(scene.post("pay-pause", WHY).await.status, StatusCode::SEE_OTHER);
        assert!(!scene.waits().await && scene.rests().await, "it is not out of sight");
        let list = scene.steward.get(QUEUE).await;
        assert!(list.words().contains("Waiting for a look"), "each list has a heading: {}", list.words());
        let resting = list.text.split("id=\"resting\"").nth(1);
        assert!(resting.is_some_and(|part| part.contains("any steward can end a pause")), "{resting:?}");
        let read = scene.steward.get(&scene.page()).await;
        assert!(read.words().contains("What the business reads") && read.words().contains(WHY), "{}", read.words());
        let version = read.input("version").expect("a version");
        let end = [("form", "pay-pause-end"), ("version", version.as_str())];
        for client in [&scene.employer, &scene.ngo] {
            assert!(!client.get(&scene.page()).await.text.contains("pay-pause-end"));
            assert_eq!(client.post(&scene.page(), &end).await.status, StatusCode::NOT_FOUND);
        }
        let late = [("form", "pay-pause-end"), ("version", "1")];
        assert_eq!(scene.steward.post(&scene.page(), &late).await.status, StatusCode::CONFLICT);
        assert_eq!(scene.state().await, PAUSED);

        scene.world.work().await;
        let mails = || scene.world.mail.sent().iter().filter(|mail| mail.to.as_str() == scene.business.email).count();
        let before = mails();
        let ended = scene.steward.post(&scene.page(), &end).await;
        let list = scene.steward.get(ended.location()).await.words();
        assert!(list.contains("The pause is ended") && !scene.rests().await && !scene.waits().await, "{list}");
        assert_eq!(scene.state().await, (PlacementStatus::Paused, Some(PauseReason::PayEnded)));
        let subject = format!("placement {}", scene.id);
        let logged = store::audit::count(&scene.world.services.db, "end pay pause", &subject).await;
        assert_eq!(logged.expect("counted"), 1);
        scene.world.work().await;
        assert_eq!(mails(), before + 1, "a mail that says that something waits");
        let once = scene.steward.post(&scene.page(), &end).await;
        assert_eq!(once.status, StatusCode::CONFLICT, "once");
        assert!(once.words().contains("Somebody else changed this before you."), "{}", once.words());

        let read = scene.employer.get(&scene.page()).await.words();
        assert!(!read.contains(WHY) && read.contains("The steward has ended that: open it again."), "{read}");
        assert!(scene.employer.get("/placements").await.words().contains("Open one again"));
        let publish = [("form", "placement-publish")];
        assert_eq!(scene.employer.post(&scene.page(), &publish).await.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.state().await, LIVE);
        assert!(!scene.waits().await, "a steward has looked at it");
    }
}

#[tokio::test]
async fn what_rests_for_its_pay_is_listed_by_pages_of_its_own() {
    let scene = Scene::on(World::sqlite().await).await;
    let steward = scene.world.steward();
    for _ in 0..31 {
        let placement = scene.world.live(&scene.business).await;
        services::pay_looks::pause(&steward, placement.id, placement.version, "Too little.").await.expect("paused");
    }
    let links = |page: &str| page.split("id=\"resting\"").nth(1).map_or(0, |rest| rest.matches("card__title").count());
    let first = scene.steward.get(QUEUE).await;
    assert!(scene.waits().await && links(&first.text) == 30, "{}", first.words());
    let next = first.text.split("/stewardship/pay-looks?resting=").nth(1).and_then(|rest| rest.split('#').next());
    let second = scene.steward.get(&format!("{QUEUE}?resting={}", next.expect("a next page"))).await;
    assert_eq!(links(&second.text), 1, "{}", second.words());
}

#[tokio::test]
async fn whoever_turns_one_list_of_pay_over_stays_where_they_are_in_the_other() {
    let scene = Scene::on(World::sqlite().await).await;
    let steward = scene.world.steward();
    for _ in 0..31 {
        let placement = scene.world.live(&scene.business).await;
        services::pay_looks::pause(&steward, placement.id, placement.version, "Too little.").await.expect("paused");
        scene.world.live(&scene.business).await;
    }
    // How many cards each of the two lists has, and where each goes on.
    let lists = async |path: &str| {
        let page = scene.steward.get(path).await.text;
        let (above, below) = page.split_once("id=\"resting\"").expect("two lists");
        [above, below].map(|list| {
            let pager = list.split("class=\"pager\"").nth(1).and_then(|rest| rest.split("href=\"").nth(1));
            let next = pager.and_then(|rest| rest.split(['"', '#']).next()).map(|next| next.replace("&amp;", "&"));
            (list.matches("card__title").count(), next)
        })
    };
    let [above, below] = lists(QUEUE).await;
    assert_eq!((above.0, below.0), (30, 30));
    for first in [above.1, below.1] {
        let turned = lists(&first.expect("a next page")).await;
        let next = turned.iter().find_map(|(_, next)| next.clone()).expect("the other goes on");
        // One more than those that were paused waits: the scene's own.
        assert_eq!(lists(&next).await, [(2, None), (1, None)], "{next}");
    }
}

#[tokio::test]
async fn the_seats_of_a_placement_are_no_part_of_what_is_said_of_its_pay() {
    let scene = Scene::on(World::sqlite().await).await;
    let page = scene.employer.get(&scene.page()).await.text;
    let (seats, pay) = (page.find("class=\"seats\""), page.find("Is the pay enough?"));
    assert!(seats.is_some() && seats < pay, "{page}");
}
