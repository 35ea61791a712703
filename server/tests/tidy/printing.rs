//! What no line of a log and no message of a panic may print.

use super::{sources, top};

/// Types that hold what people typed or may know, secrets, or addresses that let somebody in: no line of a log and no
/// message of a panic may print them.
const OPAQUE: &[(&str, &str)] = &[
    ("app/domain/src/account.rs", "struct NewPassword"),
    ("app/services/src/accounts.rs", "struct SignIn"),
    ("app/src/accounts/sign_in.rs", "struct SignInForm"),
    ("app/src/accounts/join.rs", "struct JoinForm"),
    ("app/src/accounts/invited.rs", "struct InvitedForm"),
    ("app/src/accounts/reset.rs", "struct ForgottenForm"),
    ("app/src/accounts/reset.rs", "struct ResetForm"),
    ("app/src/accounts/second.rs", "struct SecondForm"),
    ("app/src/accounts/second.rs", "struct SecondPasskeyForm"),
    ("app/src/accounts/close.rs", "struct CloseForm"),
    ("app/src/accounts/leave.rs", "struct LeaveForm"),
    ("app/src/accounts/calendar.rs", "struct CalendarForm"),
    ("app/src/accounts/security/changes.rs", "struct ProveForm"),
    ("app/src/accounts/security/changes.rs", "struct PasswordForm"),
    ("app/src/accounts/security/passkey.rs", "struct PasskeyForm"),
    ("app/src/accounts/security/phone.rs", "struct PhoneForm"),
    ("app/src/form.rs", "enum Done"),
    ("app/src/at.rs", "struct Posted"),
    ("app/src/at.rs", "struct Failed"),
    ("app/src/at.rs", "struct Carried"),
    ("app/mail/src/render.rs", "struct Rendered"),
    ("app/mail/src/message.rs", "enum Kind"),
    ("app/domain/src/referral.rs", "struct Secrets"),
    ("app/domain/src/check_in.rs", "struct Answers"),
    ("app/services/src/introductions/disclosed.rs", "struct Disclosed"),
    ("app/domain/src/account.rs", "struct Email"),
    ("app/domain/src/referral.rs", "struct Code"),
    ("app/domain/src/referral.rs", "struct SafeContact"),
    ("app/domain/src/event.rs", "enum Event"),
    ("app/domain/src/proposal.rs", "struct Comment"),
    ("app/domain/src/sanction.rs", "struct Appeal"),
    ("app/domain/src/sanction.rs", "struct Sanction"),
    ("app/domain/src/vouch.rs", "struct Vouch"),
    ("app/store/src/accounts.rs", "struct Account"),
    ("app/store/src/accounts.rs", "struct Member"),
    ("app/store/src/accounts/curators.rs", "struct Curator"),
    ("app/store/src/case_steps.rs", "struct Step"),
    ("app/store/src/case_steps.rs", "struct Question"),
    ("app/store/src/case_steps.rs", "struct New"),
    ("app/store/src/messages.rs", "struct Message"),
    ("app/store/src/passkeys.rs", "struct Stored"),
    ("app/store/src/saved_searches.rs", "struct SavedSearch"),
    ("app/store/src/person.rs", "struct Person"),
    ("app/store/src/steward_notes.rs", "struct StewardNote"),
    ("app/store/src/vetting_notes.rs", "struct VettingNote"),
    ("app/services/src/accounts.rs", "struct NewPerson"),
    ("app/services/src/members.rs", "struct Acceptance"),
    ("app/services/src/cases.rs", "struct Decided"),
    ("app/services/src/passkeys.rs", "struct Passkey"),
    ("app/services/src/sanctions.rs", "struct NewSanction"),
    ("app/services/src/vouches.rs", "struct NewVouch"),
    ("app/services/src/own_pages.rs", "struct Given"),
    ("app/services/src/sessions.rs", "struct Own"),
    ("app/services/src/consents.rs", "struct Ledger"),
    ("app/services/src/erasures.rs", "struct Waiting"),
];

/// The types that a source makes opaque in a list.
fn opaque(text: &str) -> Vec<&str> {
    let lists = text.split("opaque!(").skip(1).filter_map(|rest| rest.split(')').next());
    lists.flat_map(|list| list.split(',')).map(str::trim).collect()
}

#[test]
fn what_nobody_may_print_does_not_print_itself() {
    for (path, kind) in OPAQUE {
        let text = std::fs::read_to_string(top().join(path)).expect(path);
        let name = kind.split(' ').next_back().expect("a name");
        let begins = [format!("pub {kind} {{"), format!("pub {kind}(")];
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| begins.iter().any(|begin| line.starts_with(begin.as_str())));
        let above = lines[..at.expect(kind)].iter().rev().take_while(|line| !line.is_empty() && **line != "}");
        let derived = above.filter(|line| line.contains("derive(")).any(|line| line.contains("Debug"));
        assert!(!derived, "{path}: {kind} derives Debug");
        let by_hand = text.contains(&format!("f.write_str(\"{name}\")"));
        assert!(by_hand || opaque(&text).contains(&name), "{path}: {kind} prints itself");
    }
}

/// Types of the pages with a field that lets somebody in.
fn letting_in(text: &str) -> Vec<String> {
    let structs = text.split("\npub struct ").skip(1).filter_map(|rest| rest.split("\n}").next());
    let secret = |body: &&str| ["password: String", "credential: String"].iter().any(|field| body.contains(field));
    structs.filter(secret).filter_map(|body| body.split(' ').next()).map(|name| format!("struct {name}")).collect()
}

#[test]
fn every_form_that_takes_a_password_is_among_what_nobody_may_print() {
    let mut met = 0;
    for (path, text) in sources("rs").into_iter().filter(|(path, _)| path.starts_with("app/src/")) {
        for kind in letting_in(&text) {
            met += 1;
            assert!(OPAQUE.contains(&(path.as_str(), kind.as_str())), "{path}: {kind}");
        }
    }
    assert!(met > 7, "the test reads the forms: {met}");
}

/// Types with a field that holds somebody's address, what their password is known by, or the code of a referral.
fn telling(text: &str) -> Vec<String> {
    let structs = text.split("\npub struct ").skip(1).filter_map(|rest| rest.split("\n}").next());
    let tells = |body: &&str| {
        let mut fields = body.lines().map(str::trim);
        fields
            .any(|line| ["pub email: String", "pub password: ", "pub code: String"].iter().any(|f| line.starts_with(f)))
    };
    structs.filter(tells).filter_map(|body| body.split(' ').next()).map(|name| format!("struct {name}")).collect()
}

#[test]
fn every_type_that_holds_an_address_or_a_password_is_among_what_nobody_may_print() {
    let folders = ["app/domain/src/", "app/mail/src/", "app/services/src/", "app/store/src/"];
    let mut met = 0;
    for (path, text) in sources("rs").into_iter().filter(|(path, _)| folders.iter().any(|f| path.starts_with(f))) {
        for kind in telling(&text) {
            met += 1;
            assert!(OPAQUE.contains(&(path.as_str(), kind.as_str())), "{path}: {kind}");
        }
    }
    assert!(met > 5, "the test reads the types: {met}");
}
