//! Compiles every file of `pass/` and `fail/` as a user's crate, and compares what rustc says of the latter.
//!
//! `TRYBUILD=overwrite` rewrites the expected texts; read them as a newcomer would.

#[test]
fn what_users_see() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
