//! The page where one signs in to the demo world names the accounts that it has.

use std::path::Path;

fn source(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a source")
}

#[test]
fn every_account_of_the_demo_world_with_a_role_on_the_platform_is_named_where_one_signs_in() {
    let (world, page) = (source("src/demo/world.rs"), source("../app/src/accounts/sign_in.rs"));
    let (_, rest) = world.split_once("for address in [").expect("the accounts");
    let accounts: Vec<&str> = rest.split(']').next().expect("their end").split('"').skip(1).step_by(2).collect();
    let (_, rest) = page.split_once("const DEMO").expect("the list");
    let named = rest.split("];").next().expect("its end");
    assert!(accounts.len() > 4, "the test reads the accounts: {accounts:?}");
    for account in accounts {
        assert!(named.contains(&format!("\"{account}\"")), "{account}");
    }
}
