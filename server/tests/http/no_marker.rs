//! No marker (promise 4): everything that an employer's staff and strangers can come to in a world full of referrals,
//! page by page, form by form, mail by mail, holds no word that tells what it is for, no code of a referral, and no name
//! that was not shown to that employer.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::consent::ConsentField;
use domain::id::{IntroductionId, OrganisationId};
use domain::introduction::{Side, Stage};
use domain::organisation::OrganisationKind;
use domain::policy::{Acting, AnswerIntroduction};
use domain::referral::{Exclusion, ReferralStatus, Secrets};
use domain::{Error, marker};
use server::demo::world::{Size, build};
use services::introductions::Which;
use testkit::{Client, Person, World, berlin};

use crate::crawl::{Crawl, Met, is_public};
use crate::two_worlds::without_secrets;
use crate::{roles, router, sanctions};

/// An NGO whose name tells, and has been answered with interest.
const TELLING_NGO: &str = "Velmora Victim Support";
/// An NGO that no employer has answered yet.
const UNANSWERED_NGO: &str = "Quietharbour";
/// Where somebody must not be sent.
const EXCLUDED_PLACE: &str = "Excludington";

/// Somebody whom an NGO has referred, by what nobody may find.
struct Referred {
    code: String,
    called: String,
    /// The employers that may know what the person is called.
    told: Vec<OrganisationId>,
}

struct Scene {
    world: World,
    employer: Person,
    other: Person,
    referred: Vec<Referred>,
    secrets: Vec<String>,
    /// Introductions that the employer has not answered with interest.
    unanswered: Vec<IntroductionId>,
}

/// The NGOs of the demo world.
const NGOS: &[&str] = &["Harbour Example", "Lantern Example"];

async fn person(world: &World, email: &str) -> Person {
    let account = store::accounts::by_email(&world.services.db, &email.parse().expect("an address")).await;
    let account = account.expect("the database answers").expect("an account").id;
    let mut person = Person { email: email.into(), account, organisation: None };
    person.organisation = world.as_person(&person).await.actor().membership.as_ref().map(|m| m.organisation);
    person
}

impl Scene {
    async fn new() -> Self {
        let world = World::sqlite().await;
        server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
        build(&world.system(), Size { businesses: 3, placements: 12, referrals: 40 }).await.expect("built");
        let employer = person(&world, "employer@ponte.example").await;
        let other = person(&world, "other-employer@ponte.example").await;
        let mut ngos = vec![person(&world, "ngo@ponte.example").await, person(&world, "other-ngo@ponte.example").await];
        let placement = world.live(&employer).await;
        let excluded = domain::placement::Place { name: EXCLUDED_PLACE.into(), ..berlin() };
        for (name, interested) in [(TELLING_NGO, true), (UNANSWERED_NGO, false)] {
            let ngo = world.member(OrganisationKind::Ngo, name).await;
            let exclusions = vec![Exclusion::Place { place: excluded.clone(), km: 1 }];
            world.referral(&ngo, Secrets { exclusions, ..Secrets::default() }).await;
            let code = world.referral(&ngo, Secrets::default()).await;
            put_forward(&world, &ngo, &code, &placement, interested).await;
            ngos.push(ngo);
        }
        let mut secrets = vec![TELLING_NGO.to_owned(), UNANSWERED_NGO.to_owned(), EXCLUDED_PLACE.to_owned()];
        secrets.extend(ngos.iter().map(|ngo| ngo.email.clone()));
        let (mut referred, mut unanswered) = (Vec::new(), Vec::new());
        for ngo in &ngos {
            referred.extend(name_all(&world, ngo, &mut secrets).await);
            unanswered.extend(never_answered(&world, ngo, employer.organisation()).await);
        }
        world.work().await;
        Self { world, employer, other, referred, secrets, unanswered }
    }

    /// What one who is of this business, or of none, may not find.
    fn hidden(&self, from: Option<OrganisationId>) -> Vec<&str> {
        let codes = self.referred.iter().map(|person| person.code.as_str());
        let names = self.referred.iter().filter(|person| from.is_none_or(|own| !person.told.contains(&own)));
        let names = names.map(|person| person.called.as_str());
        codes.chain(names).chain(self.secrets.iter().map(String::as_str)).chain(NGOS.iter().copied()).collect()
    }
}

/// An NGO's introductions that an employer has not answered, or not with interest.
async fn never_answered(world: &World, ngo: &Person, employer: OrganisationId) -> Vec<IntroductionId> {
    let scope = world.as_person(ngo).await;
    let mut all = services::introductions::list(&scope, Which::Open, None, 200).await.expect("introductions");
    all.extend(services::introductions::list(&scope, Which::Past, None, 200).await.expect("introductions"));
    let never = |stage| matches!(stage, Stage::PutForward | Stage::Declined);
    let own = all.iter().map(|listed| &listed.introduction).filter(|i| i.employer == employer && never(i.stage));
    own.map(|introduction| introduction.id).collect()
}

async fn put_forward(
    world: &World,
    ngo: &Person,
    code: &domain::referral::Code,
    placement: &domain::placement::Placement,
    interested: bool,
) {
    let id = world.put_forward(ngo, code, placement).await;
    if interested {
        let employer = placement.organisation;
        let membership = domain::Membership {
            organisation: employer,
            kind: OrganisationKind::Business,
            role: MemberRole::Manager,
            standing: domain::organisation::Standing::Verified,
        };
        let mut actor = world.steward().actor().clone();
        (actor.platform, actor.membership) = (None, Some(membership));
        let scope = world.scope(actor);
        services::introductions::advance(&scope, id, Stage::Interested, None, 1).await.expect("interested");
    }
}

/// Gives everybody whom an NGO refers a name and notes of their own.
async fn name_all(world: &World, ngo: &Person, secrets: &mut Vec<String>) -> Vec<Referred> {
    let scope = world.as_person(ngo).await;
    let today = scope.now().date_naive();
    let mut referred = Vec::new();
    for status in [ReferralStatus::Open, ReferralStatus::Draft, ReferralStatus::Closed] {
        for referral in services::referrals::list(&scope, status, None, 200).await.expect("referrals") {
            let (_, mut private) = services::referrals::find_whole(&scope, &referral.code).await.expect("found");
            let mark = referral.code.as_str().replace('-', "").to_lowercase();
            (private.called, private.notes) = (format!("Nightingale{mark}"), format!("Notesmark{mark}"));
            match services::referrals::write(&scope, &referral, &private).await {
                // Nobody writes in one that is closed.
                Err(Error::Refused(_) | Error::Conflict) => {}
                written => written.expect("written"),
            }
            let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
            let open = [Stage::Meeting, Stage::Offered, Stage::Accepted, Stage::Started];
            let introductions = services::introductions::of_referral(&scope, &referral).await.expect("introductions");
            let at_meeting = introductions.iter().filter(|listed| open.contains(&listed.introduction.stage));
            let told = at_meeting.map(|listed| listed.introduction.employer).filter(|employer| {
                let names = |grant: &domain::consent::Grant| {
                    grant.terms.recipient == *employer && grant.terms.fields.contains(&ConsentField::Called)
                };
                grants.iter().any(|grant| names(grant) && grant.is_live(today))
            });
            secrets.push(private.notes.clone());
            referred.push(Referred { code: referral.code.to_string(), called: private.called, told: told.collect() });
        }
    }
    referred
}

/// An answer without its secrets, and without the address that somebody came with, which is no news to them: as it stands,
/// as a word of a query, and an address that a query of it names.
fn without_asked(whole: &str, asked: &str) -> String {
    let query = asked.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let said: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let word = serde_html_form::to_string([("next", asked)]).expect("a query");
    let named = said.iter().map(|(_, value)| value.as_str()).filter(|value| value.starts_with('/'));
    let came_with = [asked, word.as_str()].into_iter().chain(named).filter(|part| *part != "/");
    came_with.fold(without_secrets(whole), |whole, part| whole.replace(part, ""))
}

/// The front page without the newest records of the library, each a card that leads there.
fn without_records(whole: &str) -> String {
    let mut parts = whole.split("<li class=\"card\">");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (card, rest) = part.split_once("</li>").unwrap_or((part, ""));
        if !card.contains("<a href=\"/library/") {
            plain.push_str(card);
        }
        plain.push_str(rest);
    }
    plain
}

/// What is wrong with what somebody met.
fn wrong(met: &[Met], hidden: &[&str]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    for met in met {
        let whole = without_asked(&met.whole(), met.asked.split(' ').nth(1).unwrap_or_default());
        for secret in hidden.iter().filter(|secret| whole.contains(**secret)) {
            wrong.insert(format!("{}: {secret}", met.asked));
        }
        // The library and the glossary are about what Ponte is for, and open to everybody, and proposals are what stands
        // there soon: they say nothing of a person or a placement, so their words are theirs. Codes and names stand in
        // them as little as anywhere.
        let pattern = met.pattern.as_deref().unwrap_or_default();
        if is_public(pattern) || pattern.starts_with("/proposals") {
            continue;
        }
        let whole = if pattern == "/" { without_records(&whole) } else { whole };
        if let Some(word) = marker::telling(&whole) {
            let low = whole.to_lowercase();
            let at = low.find(word).unwrap_or_default();
            let around: String =
                low.chars().skip(low.get(..at).map_or(0, |b| b.chars().count()).saturating_sub(60)).take(140).collect();
            wrong.insert(format!("{}: {word}: {around:?}", met.asked));
        }
    }
    wrong
}

/// The columns of the tables of roles for an employer and for another one.
const EMPLOYERS: &[usize] = &[1, 3];

/// Forms that no employer of this world is shown, with why.
const UNSEEN: &[&str] = &[
    // There only where passkeys can be made; the page says so.
    "passkey",
    // Between the two steps of signing in alone; whoever is signed in is led on.
    "second",
    "second-passkey",
    // They would end the visit, so that the crawl leaves them out.
    "account-close",
    "organisation-leave",
    // There only for a manager who has a second step of their own.
    "second-step-require",
    // There only where a second step is asked of all.
    "second-step-release",
    // There only where a curator has taken back the record that a draft is of.
    "proposal-begin-anew",
];

/// The patterns of pages that a column of the table of roles opens.
fn open_to(columns: &[usize]) -> BTreeSet<&'static str> {
    let opens = |roles: &str| columns.iter().any(|column| roles.as_bytes().get(*column) == Some(&b'2'));
    roles::page_lines().filter(|(_, roles)| opens(roles)).map(|(path, _)| *path).collect()
}

/// What stands for the parts of an address that anybody can type.
const TYPED: &[(&str, &str)] = &[
    ("{token}", "none"),
    ("{slug}", "bright-future-co-operative"),
    ("{number}", "1"),
    ("{page}", "0"),
    ("{term}", "debt-bondage"),
];

/// Pages that an employer need not be led to by a link.
fn typed() -> impl Iterator<Item = String> {
    let fill = |page: &str| TYPED.iter().fold(page.to_owned(), |page, (part, with)| page.replace(part, with));
    open_to(EMPLOYERS).into_iter().map(fill).filter(|address| !address.contains('{'))
}

/// Looks at everything that somebody can come to.
async fn look(
    scene: &Scene,
    client: &Client,
    whose: Option<&Person>,
) -> (BTreeSet<String>, BTreeSet<String>, BTreeSet<String>) {
    let hidden = scene.hidden(whose.and_then(|person| person.organisation));
    let mut crawl = Crawl::new(client.clone());
    typed().for_each(|address| crawl.hear_of(&address));
    crawl.walk().await;
    for person in &scene.referred {
        for path in ["", "/matches", "/consent", "/readings", "/own-page", "/erasure", "/step/work"] {
            crawl.hear_of(&format!("/referrals/{}{path}", person.code));
        }
    }
    crawl.walk().await;
    crawl.send_forms().await;
    scene.world.work().await;
    let addressed = whose.map_or("somebody.new@example.org", |person| &person.email);
    let mails: Vec<_> = scene.world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == addressed).collect();
    for mail in &mails {
        for word in format!("{} {}", mail.text, mail.stop.as_deref().unwrap_or_default()).split_whitespace() {
            crawl.hear_of(word);
        }
    }
    crawl.walk().await;
    let mut wrong = wrong(&crawl.met, &hidden);
    for mail in &mails {
        let whole = without_secrets(&format!("{} {} {} {:?}", mail.subject, mail.text, mail.html, mail.stop));
        wrong.extend(hidden.iter().filter(|secret| whole.contains(**secret)).map(|secret| format!("a mail: {secret}")));
        wrong.extend(marker::telling(&whole).map(|word| format!("a mail: {word}: {whole}")));
    }
    let seen = crawl.seen().into_iter().map(str::to_owned).collect();
    (wrong, seen, crawl.forms().into_iter().map(str::to_owned).collect())
}

/// Proposals of an employer in every state whose page has a form of its own: a draft that is talked about, one in review,
/// and one whose record has a newer version.
async fn propose(world: &World, employer: &Person) {
    let author = world.as_person(employer).await;
    let draft = world.proposal(employer, "Lanterns").await;
    services::proposals::comment(&author, draft, "title", "Too short?").await.expect("said");
    world.in_review(employer, "Lamps").await;
    let association = world.member(OrganisationKind::Association, "Round Table").await;
    let curator = world.platform(PlatformRole::Curator).await;
    let slug = world.published(&association, &curator, "Lights of the quay").await;
    services::proposals::begin_from(&author, &slug).await.expect("begun");
    let newer = world.change(&association, &slug, "summary", "Said anew.").await;
    let curator = world.as_person(&curator).await;
    let edits = services::proposals::find(&curator, newer).await.expect("found").edits;
    let seen = services::proposals::Seen::text(edits);
    services::proposals::approve(&curator, newer, seen).await.expect("approved");
}

#[tokio::test]
async fn no_page_form_or_mail_of_an_employer_or_a_stranger_tells_of_anybody() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let colleague = world.colleague(&scene.employer, MemberRole::Member).await;
    let applicant = world.applicant(OrganisationKind::Business, "Newcomer").await;
    let suspended = world.member(OrganisationKind::Business, "Suspended Example").await;
    world.live(&suspended).await;
    world.suspend(suspended.organisation()).await;
    let resting = world.member(OrganisationKind::Business, "Resting Example").await;
    world.live(&resting).await;
    world.suspend(resting.organisation()).await;
    sanctions::lift(world, resting.organisation()).await;
    propose(world, &scene.employer).await;
    let all = services::searches::Asked::default();
    services::searches::keep(
        &world.as_person(&scene.employer).await,
        "Everything",
        &all,
        services::searches::Weekly::Off,
    )
    .await
    .expect("kept");
    let router = router(world);
    let mut seen = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    let mut forms = BTreeSet::new();
    for (who, person) in [
        ("a colleague", Some(&colleague)),
        ("another employer", Some(&scene.other)),
        ("an applicant", Some(&applicant)),
        ("a suspended employer", Some(&suspended)),
        ("an employer whose placements rest", Some(&resting)),
        ("the employer", Some(&scene.employer)),
        ("a stranger", None),
    ] {
        let mut client = Client::new(router.clone());
        if let Some(person) = person {
            let password =
                if person.email.ends_with("@ponte.example") { "bridge-over-water" } else { testkit::PASSWORD };
            let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", password)];
            let answer = client.post("/sign-in", &fields).await;
            assert_eq!(answer.status, 303, "{who}: {}", answer.words());
            client.keep(&answer);
        }
        if who == "another employer" {
            // Long after the sign-in, what changes how somebody signs in asks for the password first.
            world.pass(TimeDelta::minutes(20));
        }
        if who == "a colleague" {
            assert!(scene.unanswered.len() >= 2, "{:?}", scene.unanswered);
            for id in &scene.unanswered {
                let page = client.get(&format!("/introductions/{id}")).await;
                assert_eq!(page.status, 200);
                wrong.extend(NGOS.iter().filter(|name| page.text.contains(**name)).map(|name| format!("{id}: {name}")));
            }
        }
        let before = testkit::log::lines();
        let found = look(&scene, &client, person).await;
        wrong.extend(found.0.into_iter().map(|line| format!("{who}: {line}")));
        let lines = testkit::log::lines();
        let telling = lines.difference(&before).filter_map(|line| marker::telling(line).map(|word| (word, line)));
        wrong.extend(telling.map(|(word, line)| format!("{who}: the log: {word}: {line}")));
        if person.is_some() {
            seen.extend(found.1);
            forms.extend(found.2);
        }
        world.pass(TimeDelta::minutes(20));
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    let unseen: Vec<&str> = open_to(EMPLOYERS).into_iter().filter(|page| !seen.contains(*page)).collect();
    assert!(unseen.is_empty(), "the crawl never came to {unseen:?}");
    let met: BTreeSet<&str> = roles::form_lines()
        .filter(|(form, _, roles)| {
            let mut answers = EMPLOYERS.iter().filter_map(|column| roles.as_bytes().get(*column));
            answers.any(|letter| b"235f".contains(letter)) && !forms.contains(*form) && !UNSEEN.contains(form)
        })
        .map(|(form, ..)| *form)
        .collect();
    assert_eq!(met, BTreeSet::new(), "forms that the crawl never found");
}

#[tokio::test]
async fn the_crawl_finds_a_secret_where_it_stands() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    world.read_as(&ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets { called: "Nightingale".into(), ..Secrets::default() }).await;
    let id = world.put_forward(&ngo, &code, &placement).await;
    for (who, side, stage, version) in
        [(&employer, Side::Employer, Stage::Interested, 1), (&ngo, Side::Ngo, Stage::Meeting, 2)]
    {
        let scope = world.as_person(who).await;
        let moved = services::introductions::advance(&scope, id, stage, None, version).await;
        moved.unwrap_or_else(|error| unreachable!("{side}: {error}"));
    }
    // What either side writes is read by everybody at the employer's.
    for (writer, body) in [(&ngo, "She is a Survivor."), (&employer, "A survivor?")] {
        let refused = world.message(writer, id, body).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(problems)) if problems.at("body").next().is_some()),
            "{refused:?}"
        );
    }
    // One of an earlier version, which no form lets through any more.
    let scope = world.as_person(&employer).await;
    let answering = scope.permit(AnswerIntroduction { organisation: employer.organisation() }).expect("permitted");
    let tx = world.services.db.begin().await.expect("begun");
    let introduction = store::introductions::find(&tx, scope.actor(), id).await.expect("read").expect("found");
    let (keyring, acting) = (&world.services.keyring, Acting::Employer(answering));
    store::messages::insert(&tx, keyring, &acting, &introduction, "A survivor?", scope.now()).await.expect("written");
    tx.commit().await.expect("committed");
    let client = Client::signed_in(router(&world), &employer).await;
    let mut crawl = Crawl::new(client.clone());
    crawl.walk().await;
    let found = wrong(&crawl.met, &["Nightingale", "Harbour", code.as_str()]);
    let page = format!("GET /introductions/{id}");
    for secret in ["Nightingale", "Harbour", "survivor"] {
        assert!(found.iter().any(|line| line.starts_with(&page) && line.contains(secret)), "{secret}: {found:?}");
    }
    assert!(!found.iter().any(|line| line.contains(code.as_str())), "{found:?}");
    let scope = world.as_person(&ngo).await;
    let list = services::introductions::list(&scope, Which::Open, None, 10).await.expect("introductions");
    assert_eq!(list.len(), 1, "the test looks at the right world");
}
