//! Check-ins, what their answers lead to, and who learns of it: as employer, NGO, other NGO, steward and stranger.

mod calendars;
mod contacts;
mod signals;
mod statistics;

use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};
use domain::account::PlatformRole;
use domain::check_in::{CheckIn, CheckInKind, Contact, Reply};
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, Terms};
use domain::referral::Code;
use domain::standards::Indicator;
use services::Scope;
use services::check_ins::Answered;
use testkit::{Answer, Client, Person, World, terms};

use crate::market::others;
use crate::router;

/// A world with an employer, two NGOs, two stewards, and somebody of the first NGO who has started.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) employer: Person,
    pub(crate) ngo: Person,
    pub(crate) other: Person,
    pub(crate) stewards: [Person; 2],
    pub(crate) placement: Placement,
    pub(crate) code: Code,
    pub(crate) introduction: IntroductionId,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let other = world.member(OrganisationKind::Ngo, "Lantern").await;
        let stewards = [world.platform(PlatformRole::Steward).await, world.platform(PlatformRole::Steward).await];
        let placement = world.live_with(&employer, Terms { seats: 20, ..terms(&world) }).await;
        let (code, introduction) = world.started(&ngo, &placement).await;
        Self { world, employer, ngo, other, stewards, placement, code, introduction }
    }

    pub(crate) async fn client(&self, person: &Person) -> Client {
        Client::signed_in(router(&self.world), person).await
    }

    /// The open check-ins of an introduction, in the order of their days.
    pub(crate) async fn open(&self, ngo: &Person, id: IntroductionId) -> Vec<CheckIn> {
        self.world.open_check_ins(ngo, id).await
    }

    /// Answers the first open check-in of an introduction.
    pub(crate) async fn answer(&self, ngo: &Person, id: IntroductionId, replies: &[(Indicator, Reply)]) {
        self.world.answer_first(ngo, id, replies).await;
    }

    /// The address of the only case that is open.
    pub(crate) async fn case(&self) -> String {
        let scope = self.world.as_person(&self.stewards[0]).await;
        let open = services::cases::list(&scope, services::cases::Which::Open, None, 10).await.expect("a list");
        assert_eq!(open.len(), 1);
        format!("/stewardship/cases/{}", open[0].case.id)
    }

    pub(crate) async fn cases(&self) -> usize {
        let scope = self.world.as_person(&self.stewards[0]).await;
        services::cases::list(&scope, services::cases::Which::Open, None, 10).await.expect("a list").len()
    }

    /// Whether NGOs are shown what the employer offers.
    pub(crate) async fn is_offered(&self) -> bool {
        let scope = self.world.as_person(&self.other).await;
        let all = services::placements::opportunities(&scope, &Default::default(), None, 100).await.expect("a list");
        all.iter().any(|offer| offer.placement.organisation == self.employer.organisation())
    }

    pub(crate) async fn tidy(&self) {
        services::worker::tidy(&self.world.system()).await.expect("swept");
    }

    /// Lets time pass, and the worker do what it does every hour.
    pub(crate) async fn pass(&self, days: i64) {
        self.world.pass(TimeDelta::days(days));
        // Nothing follows from one look at a clock.
        self.tidy().await;
        self.tidy().await;
    }

    /// Both stewards let the employer of a case go on.
    pub(crate) async fn resume(&self, case: &str) {
        for steward in &self.stewards {
            let client = self.client(steward).await;
            let version = client.get(case).await.input("version").expect("a version");
            let fields =
                [("form", "case-decide"), ("decision", "resume"), ("text", "x"), ("version", version.as_str())];
            assert_eq!(client.post(case, &fields).await.status, StatusCode::SEE_OTHER);
        }
    }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The fields of the answer form of a page, with these answers.
fn answers<'a>(page: &Answer, version: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    assert!(page.text.contains("name=\"form\" value=\"check-in-answer\""), "{}", page.words());
    let mut fields = vec![("form", "check-in-answer"), ("version", version), ("contact", "spoke")];
    fields.extend_from_slice(more);
    fields
}

#[tokio::test]
async fn check_ins_are_planned_with_the_start_and_seen_by_the_ngo_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let open = s.open(&s.ngo, s.introduction).await;
        let days: Vec<String> = open.iter().map(|check_in| check_in.due.to_string()).collect();
        assert_eq!(days, ["2026-12-01", "2026-12-24", "2027-01-23", "2027-02-22", "2027-05-23"]);
        let (ngo, path) = (s.client(&s.ngo).await, format!("/check-ins/{}", open[0].id));
        let list = ngo.get("/check-ins").await.words();
        assert!(
            list.contains(s.code.as_str()) && list.contains("After 7 days") && list.contains("Within a week"),
            "{list}"
        );
        let page = ngo.get(&path).await.words();
        assert!(page.contains("Ask for the library") && page.contains("Sunday at ten"), "{page}");
        assert!(ngo.get(&format!("/introductions/{}", s.introduction)).await.words().contains("After 180 days"));
        let employer = s.client(&s.employer).await;
        let seen = employer.get(&format!("/introductions/{}", s.introduction)).await.words();
        assert!(!seen.contains("After 180 days") && !seen.contains("Check-in"), "{seen}");
        for (name, client) in others(&s.world).await {
            assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND, "{name}");
            let post = [("form", "check-in-answer"), ("contact", "spoke")];
            assert_eq!(client.post(&path, &post).await.status, StatusCode::NOT_FOUND, "{name}");
            assert!(!client.get("/check-ins").await.text.contains(s.code.as_str()), "{name}");
        }
        assert_eq!(Client::new(router(&s.world)).get(&path).await.status, StatusCode::SEE_OTHER);
        let subject = format!("referral {}", open[0].referral);
        for (path, action) in [(path.as_str(), "read referral"), ("/check-ins", "list referral")] {
            let before = store::audit::count(&s.world.services.db, action, &subject).await.expect("counted");
            ngo.get(path).await;
            let after = store::audit::count(&s.world.services.db, action, &subject).await.expect("counted");
            assert!(after > before, "each read is in the log: {path}");
        }
    }
}

#[tokio::test]
async fn the_start_page_tells_what_is_overdue_today_and_soon() {
    let s = Scene::new().await;
    for (days, words) in
        [(0, "check-in is due within a week"), (7, "check-in is due today"), (1, "check-in is overdue")]
    {
        s.world.pass(TimeDelta::days(days));
        let page = s.client(&s.ngo).await.get("/").await.words();
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(s.client(&s.ngo).await.get("/check-ins").await.words().contains("Overdue"));
}

#[tokio::test]
async fn answers_are_kept_under_the_seal_shown_again_and_saved_once() {
    let s = Scene::new().await;
    let ngo = s.client(&s.ngo).await;
    let first = &s.open(&s.ngo, s.introduction).await[0];
    let path = format!("/check-ins/{}", first.id);
    let page = ngo.get(&path).await;
    let (version, once) = (page.input("version").expect("a version"), uuid::Uuid::new_v4().to_string());
    let words = "Gut. Ich möchte bleiben, sagt sie. words-secret";
    let more = [("once", once.as_str()), ("reply_isolation", "no"), ("reply_violence", "not_asked"), ("words", words)];
    let fields = answers(&page, &version, &more);
    for _ in 0..2 {
        let saved = ngo.post(&path, &fields).await;
        assert_eq!(saved.location(), format!("{path}?answered=1"), "a doubled post hears the same");
        let said = ngo.get(saved.location()).await;
        assert!(said.words().contains("It is written down how it went."), "{}", said.words());
    }
    let page = ngo.get(&path).await;
    let seen = page.words();
    assert!(seen.contains(words) && seen.contains("Is it hard to be in touch") && !seen.contains("hurt you"), "{seen}");
    assert!(!page.text.contains("value=\"check-in-answer\""), "what is answered is answered");
    assert_eq!(ngo.post(&path, &fields[..3]).await.status, StatusCode::CONFLICT, "another tab");
    let mut bytes = Vec::new();
    for file in ["ponte.db", "ponte.db-wal"] {
        bytes.extend(std::fs::read(s.world.folder.path().join(file)).unwrap_or_default());
    }
    let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("check_ins") && !has("words-secret") && !has("\"isolation\":\"no\""), "answers are sealed");
}

#[tokio::test]
async fn a_refused_answer_loses_nothing() {
    let s = Scene::new().await;
    let ngo = s.client(&s.ngo).await;
    let first = &s.open(&s.ngo, s.introduction).await[0];
    let path = format!("/check-ins/{}", first.id);
    let version = ngo.get(&path).await.input("version").expect("a version");
    let typed = [
        ("form", "check-in-answer"),
        ("version", version.as_str()),
        ("contact", "unreached"),
        ("reply_deception", "yes"),
        ("words", "<b>“früh” 👩‍🍳"),
    ];
    let refused = ngo.post(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"problem-contact\"") && refused.words().contains("<b>“früh” 👩‍🍳"));
    assert!(refused.text.contains("name=\"reply_deception\" value=\"yes\" checked"), "{}", refused.text);
    assert_eq!(s.open(&s.ngo, s.introduction).await.len(), 5);
}

#[tokio::test]
async fn an_ngo_moves_adds_and_drops_with_a_reason() {
    let s = Scene::new().await;
    let ngo = s.client(&s.ngo).await;
    let open = s.open(&s.ngo, s.introduction).await;
    let (first, second) = (format!("/check-ins/{}", open[0].id), format!("/check-ins/{}", open[1].id));
    for (day, reason, status) in [
        ("2026-11-23", "spoken", 422),
        ("2028-11-24", "spoken", 422),
        ("", "spoken", 422),
        ("2026-11-30", "", 422),
        ("2026-11-30", "placement_ended", 422),
        ("2026-11-30", "not_safe_then", 303),
    ] {
        let fields = [("form", "check-in-move"), ("version", "1"), ("day", day), ("reason", reason)];
        assert_eq!(ngo.post(&first, &fields).await.status.as_u16(), status, "{day} {reason}");
    }
    let late = [("form", "check-in-move"), ("version", "1"), ("day", "2026-12-03"), ("reason", "spoken")];
    assert_eq!(ngo.post(&first, &late).await.status, StatusCode::CONFLICT, "two tabs do not overrun each other");
    let dropped = [("form", "check-in-drop"), ("version", "1"), ("reason", "person_asked")];
    assert_eq!(ngo.post(&second, &dropped).await.status, StatusCode::SEE_OTHER);
    assert!(ngo.get(&second).await.words().contains("The person asked for it"));
    let list = ngo.get("/check-ins").await.text;
    let title = format!("href=\"/check-ins/{}\"><span>", open[2].id);
    assert!(list.contains(&title), "what stands between code and words keeps its spaces: {list}");
    let page = ngo.get(&format!("/check-ins/{}", open[2].id)).await.text;
    assert_eq!(page.matches("class=\"choices choices--short\"").count(), 11, "the answers to each question: {page}");
    let introduction = format!("/introductions/{}", s.introduction);
    let asked = ngo.get(&introduction).await.text;
    for (reason, offered) in [("ask_again", true), ("answer_missing", true), ("other", true), ("spoken", false)] {
        assert_eq!(asked.contains(&format!("<option value=\"{reason}\"")), offered, "{reason}");
    }
    for reason in ["not_safe_then", "nobody_then", "placement_ended"] {
        let moving = [("form", "check-in-add"), ("day", "2026-11-24"), ("reason", reason)];
        let refused = ngo.post(&introduction, &moving).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("id=\"problem-reason\""));
    }
    let adding = [("form", "check-in-move"), ("version", "1"), ("day", "2026-12-03"), ("reason", "ask_again")];
    assert_eq!(ngo.post(&format!("/check-ins/{}", open[2].id), &adding).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let add = [("form", "check-in-add"), ("day", "2026-11-24"), ("reason", "worried")];
    let added = ngo.post(&introduction, &add).await;
    assert_eq!(added.location(), format!("{introduction}?added=1#check-ins"));
    let said = ngo.get(&format!("{introduction}?added=1")).await;
    assert!(said.words().contains("The check-in is added."), "{}", said.words());
    let open = s.open(&s.ngo, s.introduction).await;
    let days: Vec<String> = open.iter().map(|check_in| check_in.due.to_string()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-30", "2027-01-23", "2027-02-22", "2027-05-23"]);
    assert_eq!((open[0].kind, open[0].after), (CheckInKind::Added, None));
    let page = ngo.get(&format!("/check-ins/{}", open[0].id)).await;
    let title = page.text.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next());
    assert_eq!(title, Some("Check-in on 24\u{a0}November 2026"), "it says what it is");
    let employer = s.client(&s.employer).await;
    assert_eq!(employer.post(&introduction, &add).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_left_is_asked_once_why_and_an_ended_grant_changes_nothing() {
    let s = Scene::new().await;
    // The grant is for thirty days; asking somebody how it goes needs none.
    s.pass(40).await;
    let ngo = s.client(&s.ngo).await;
    assert_eq!(ngo.get("/check-ins").await.status, StatusCode::OK);
    s.answer(&s.ngo, s.introduction, &[(Indicator::Isolation, Reply::No)]).await;
    let path = format!("/introductions/{}", s.introduction);
    let version = ngo.get(&path).await.input("version").expect("a version");
    let ended = [("form", "move"), ("stage", "ended"), ("reason", "better_job"), ("version", version.as_str())];
    assert_eq!(ngo.post(&path, &ended).await.status, StatusCode::SEE_OTHER);
    let open = s.open(&s.ngo, s.introduction).await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].kind, open[0].started), (CheckInKind::Leaving, day("2026-11-24")));
    let leaving = format!("/check-ins/{}", open[0].id);
    let page = ngo.get(&leaving).await;
    assert!(page.words().contains("Left by choice") && !page.words().contains("Still there"), "{}", page.words());
    let version = page.input("version").expect("a version");
    let without = answers(&page, &version, &[]);
    let refused = ngo.post(&leaving, &without).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("id=\"problem-outcome\""));
    let unreached = [("form", "check-in-answer"), ("version", "1"), ("contact", "unreached")];
    assert_eq!(ngo.post(&leaving, &unreached).await.status, StatusCode::SEE_OTHER);
    assert!(s.open(&s.ngo, s.introduction).await.is_empty(), "once");
    let add = [("form", "check-in-add"), ("day", "2027-02-24"), ("reason", "worried")];
    assert_eq!(ngo.post(&path, &add).await.status, StatusCode::SEE_OTHER, "whoever worries asks again");
}

#[tokio::test]
async fn one_that_is_over_is_dated_by_the_day_on_which_it_was_done() {
    let s = Scene::new().await;
    let first = s.open(&s.ngo, s.introduction).await[0].clone();
    assert_eq!(first.due, day("2026-12-01"), "it is done a week before its day");
    s.answer(&s.ngo, s.introduction, &[]).await;
    let read = async |path: &str| -> String {
        let words = s.client(&s.ngo).await.get(path).await.words();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (own, of) = (format!("/check-ins/{}", first.id), format!("/introductions/{}", s.introduction));
    for path in [own.as_str(), &of, "/check-ins?which=past"] {
        let page = read(path).await;
        assert!(page.contains("Answered 24 November 2026, planned for 1 December 2026"), "{path}: {page}");
    }
    let second = s.open(&s.ngo, s.introduction).await[0].clone();
    s.pass(30).await;
    assert_eq!(second.due, day("2026-12-24"), "it is done on its day");
    s.answer(&s.ngo, s.introduction, &[]).await;
    let page = read(&format!("/check-ins/{}", second.id)).await;
    assert!(page.contains("Answered 24 December 2026"), "{page}");
    assert!(!page.contains("planned for 24 December 2026"), "nothing more is said: {page}");
}

#[tokio::test]
async fn who_could_not_be_reached_is_asked_again() {
    let s = Scene::new().await;
    s.pass(90).await;
    let open = s.open(&s.ngo, s.introduction).await;
    let at_ninety = open.iter().find(|check_in| check_in.after == Some(90)).expect("one after ninety days");
    let scope = s.world.as_person(&s.ngo).await;
    let nothing = Answered::default();
    services::check_ins::answer(&scope, at_ninety.id, at_ninety.version, Contact::Unreached, &nothing)
        .await
        .expect("noted");
    let open = s.open(&s.ngo, s.introduction).await;
    let again = open.iter().find(|check_in| check_in.kind == CheckInKind::Again).expect("another try");
    assert_eq!((again.after, again.due), (Some(90), day("2027-03-01")), "how things stand is still to be asked");
}

#[tokio::test]
async fn an_ngo_plans_on_days_of_its_own_and_another_on_the_usual_ones() {
    const LEFT_OUT: &str = "If you leave one of these days out";
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let ngo = s.client(&s.ngo).await;
        let path = "/check-ins/schedule";
        let usual = ngo.get(path).await;
        assert!(usual.text.contains("value=\"7, 30, 60, 90, 180\"") && usual.words().contains(LEFT_OUT));
        let refused = ngo.post(path, &[("form", "check-in-schedule"), ("days", "7, soon")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("value=\"7, soon\"") && refused.text.contains("id=\"problem-days\""));
        let named = ngo.post(path, &[("form", "check-in-schedule"), ("days", "7, 500, x")]).await.words();
        assert!(named.contains("numbers from 1 to 400, with commas between them. These are not: 500, x"), "{named}");
        let days = [("form", "check-in-schedule"), ("days", "14 3")];
        let saved = ngo.get(ngo.post(path, &days).await.location()).await.words();
        assert!(saved.contains("is asked after these days: 3, 14."), "as they are kept: {saved}");
        assert!(saved.contains("Not among your days: 90, 180.") && !saved.contains(LEFT_OUT), "it is so now: {saved}");
        let one = ngo.post(path, &[("form", "check-in-schedule"), ("days", "7 90")]).await;
        assert!(
            ngo.get(one.location()).await.words().contains("Not among your days: 180. How"),
            "the other is counted"
        );
        ngo.post(path, &days).await;
        let page = ngo.get(path).await;
        assert!(!page.words().contains("is asked after these days"));
        assert!(page.text.contains("value=\"3, 14\"") && page.words().contains("after 90 and after 180 days"));
        let (_, own) = s.world.started(&s.ngo, &s.placement).await;
        let (_, others) = s.world.started(&s.other, &s.placement).await;
        let after = async |ngo, id| -> Vec<_> { s.open(ngo, id).await.iter().map(|each| each.after).collect() };
        assert_eq!(after(&s.ngo, own).await, [Some(3), Some(14)]);
        assert_eq!(after(&s.other, others).await.len(), 5);
        assert_eq!(after(&s.ngo, s.introduction).await.len(), 5, "what is planned stays");
        assert_eq!(s.client(&s.employer).await.post(path, &days).await.status, StatusCode::NOT_FOUND);
        assert_eq!(s.client(&s.employer).await.get(path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_page_of_thirty_leads_to_the_next() {
    let s = Scene::new().await;
    let scope: Scope = s.world.as_person(&s.ngo).await;
    for number in 0..40 {
        let day = scope.now().date_naive() + TimeDelta::days(number / 4);
        let reason = domain::check_in::ChangeReason::Worried;
        services::check_ins::add(&scope, s.introduction, day, reason).await.expect("added");
    }
    let client = s.client(&s.ngo).await;
    let (mut path, mut seen) = ("/check-ins".to_owned(), Vec::new());
    loop {
        let page = client.get(&path).await;
        seen.extend(page.text.split("href=\"/check-ins/").skip(1).filter_map(|rest| rest.get(..36).map(str::to_owned)));
        match page.text.split("/check-ins?after=").nth(1).and_then(|rest| rest.split('"').next()) {
            Some(after) => path = format!("/check-ins?after={after}"),
            None => break,
        }
    }
    seen.retain(|key| uuid::Uuid::try_parse(key).is_ok());
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (45, 45));
    let listed = services::check_ins::list(&scope, services::check_ins::Which::Open, None, 100).await.expect("a list");
    assert_eq!(listed.len(), 45);
}

#[tokio::test]
async fn what_an_employer_says_ends_no_question_and_an_ngo_asks_again_after_an_end() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let planned = s.open(&s.ngo, s.introduction).await.len();
        let employer = s.world.as_person(&s.employer).await;
        let reason = Some("employer_ended".to_owned());
        services::introductions::advance(&employer, s.introduction, Stage::Ended, reason, 6).await.expect("ended");
        assert_eq!(s.open(&s.ngo, s.introduction).await.len(), planned + 1, "what was planned, and why they left");
        let add = async || {
            let scope = s.world.as_person(&s.ngo).await;
            let (day, worried) = (scope.now().date_naive(), domain::check_in::ChangeReason::Worried);
            services::check_ins::add(&scope, s.introduction, day, worried).await
        };
        assert_eq!(add().await, Ok(()));
        s.answer(&s.ngo, s.introduction, &[(Indicator::Violence, Reply::Yes)]).await;
        assert!(!s.is_offered().await, "what they say afterwards counts");
        s.world.pass(TimeDelta::days(181));
        assert_eq!(add().await, Err(domain::Error::Refused("refused-check-in-not-started")));
    }
}
