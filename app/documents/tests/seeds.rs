//! The seeds of the fuzz target for attachments pass its check, which is compiled with the rest by this.
#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

#[path = "../../services/fuzz/checks/attachments.rs"]
mod attachments;

#[test]
fn the_seeds_of_the_fuzz_target_pass_its_check() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../services/fuzz/seeds/attachments");
    let mut count = 0;
    for seed in std::fs::read_dir(folder).expect("the seeds") {
        attachments::check(&std::fs::read(seed.expect("a seed").path()).expect("its bytes"));
        count += 1;
    }
    assert!(count >= 5, "{count}");
}
