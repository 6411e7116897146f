//! Probes and mocks: what each expectation takes, and with what text it fails.

use std::time::Duration;

use akt::prelude::*;
use akt::testkit::{self, Probe};

use super::{assert_says, failure, later};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, PartialEq)]
enum AccountError {
    Short,
}

/// What is mocked.
#[actor(states(Open, Closed))]
struct Account {
    teller: Recipient<u32>,
}

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64, note: String) -> Result<u64, AccountError> {
        let _ = self.teller.tell(u32::try_from(note.len()).unwrap());
        amount.checked_sub(1).ok_or(AccountError::Short)
    }

    #[handler]
    pub fn balance(&self) -> u64 {
        7
    }

    #[handler(in = Closed)]
    pub fn reopen(&self) {}
}

/// What is tested: asks an account, and tells a teller.
#[actor]
struct Branch {
    account: AccountRef,
    teller: Recipient<u32>,
}

#[handlers]
impl Branch {
    #[handler]
    pub async fn pay(&mut self, amount: u64) -> Result<u64, String> {
        let paid = self.account.deposit(amount, "pay".into()).await;
        paid.map_err(|error| format!("{error:?}"))
    }

    #[handler]
    pub fn say(&self, numbers: Vec<u32>) {
        for number in numbers {
            self.teller.tell(number).unwrap();
        }
    }
}

fn told(probe: &Probe<u32>, numbers: &[u32]) {
    for number in numbers {
        probe.recipient().tell(*number).unwrap();
    }
}

#[test]
fn expectations_take_the_messages_that_come() {
    testkit::run(async |kit| {
        let probe = kit.probe_named::<u32>("probe");
        assert_eq!(probe.path().as_str(), "/user/probe");
        told(&probe, &[1, 2, 3, 4, 6, 5, 7, 8, 9, 10]);
        assert_eq!(probe.expect_any().await, 1);
        assert_eq!(probe.expect_message(2).await, 2);
        probe.expect_in_order([3, 4]).await;
        probe.expect_all_of([5, 6]).await;
        assert_eq!(probe.expect_any_of([6, 7]).await, 7);
        assert_eq!(probe.fish_for("a nine", |number| *number == 9).await, 9);
        let ever = probe.within(Duration::MAX);
        assert_eq!(ever.fish_for("a ten", |number| *number == 10).await, 10);
        told(&probe, &[10, 20]);
        let ten = probe.expect_matching("a ten", |number| *number == 10);
        assert_eq!(ten.await, 10);
        assert_eq!(probe.received(), [20]);
        assert_eq!(probe.received(), [0_u32; 0]);
        probe.expect_none_within(SECOND).await;
        told(&probe, &[1, 100]);
        kit.settle().await;
        probe.ignore(|number| *number >= 100);
        told(&probe, &[200, 2]);
        probe.expect_in_order([1, 2]).await;
        assert_eq!(kit.time().elapsed(), SECOND, "nothing else waited");
    });
}

#[test]
fn expectations_wait_by_the_clock_of_the_test() {
    testkit::run(async |kit| {
        let probe = kit.probe::<u32>();
        let late = probe.recipient();
        let sent = crate::support::task(async move {
            later(SECOND * 5).await;
            late.tell(5).unwrap();
        });
        probe
            .within(SECOND * 4)
            .expect_none_within(SECOND * 4)
            .await;
        probe.expect_message(5).await;
        sent.await;
        assert_eq!(kit.time().elapsed(), SECOND * 5);
    });
}

#[test]
fn a_failure_says_what_was_expected_what_came_and_what_else_there_is() {
    let text = failure(async |kit| {
        let probe = kit.probe_named::<u32>("it");
        told(&probe, &[1, 2, 3]);
        probe.expect_message(1).await;
        kit.settle().await;
        probe.expect_message(5).await;
    });
    assert_says(
        &text,
        &[
            "the probe it: expected 5, got 2",
            "testkit/probes.rs:",
            "came so far: 1, 2",
            "not looked at: 3",
            "AKT_SEED",
        ],
    );
    let text = failure(async |kit| {
        kit.probe::<u32>().expect_any().await;
    });
    assert_says(
        &text,
        &["the probe u32: expected a message, got nothing within 3s"],
    );
}

#[test]
fn each_expectation_can_fail() {
    type Case = (&'static str, &'static [u32], fn(Probe<u32>) -> Checked);
    type Checked = std::pin::Pin<Box<dyn Future<Output = ()>>>;
    let cases: [Case; 8] = [
        ("expected an even one, got 1", &[1], |probe| {
            Box::pin(async move {
                probe.expect_matching("an even one", |n| n % 2 == 0).await;
            })
        }),
        ("expected one of [1, 2], got 3", &[3], |probe| {
            Box::pin(async move {
                probe.expect_any_of([1, 2]).await;
            })
        }),
        (
            "expected 2, which is number 2 of [1, 2], got 3",
            &[1, 3],
            |probe| Box::pin(async move { probe.expect_in_order([1, 2]).await }),
        ),
        ("expected each of [1], got 3", &[2, 3], |probe| {
            Box::pin(async move { probe.expect_all_of([1, 2]).await })
        }),
        (
            "expected each of [2], got nothing within 3s",
            &[1],
            |probe| Box::pin(async move { probe.expect_all_of([1, 2]).await }),
        ),
        ("expected nothing within 1s, got 9", &[9], |probe| {
            Box::pin(async move { probe.expect_none_within(SECOND).await })
        }),
        ("expected a nine, got nothing within 3s", &[1, 2], |probe| {
            Box::pin(async move {
                probe.fish_for("a nine", |n| *n == 9).await;
            })
        }),
        ("expected a message, got nothing within 7s", &[], |probe| {
            Box::pin(async move {
                probe.within(SECOND * 7).expect_any().await;
            })
        }),
    ];
    for (expected, numbers, check) in cases {
        let text = failure(async |kit| {
            let probe = kit.probe();
            told(&probe, numbers);
            check(probe).await;
        });
        assert_says(&text, &[expected, "testkit/probes.rs:"]);
    }
}

#[test]
fn the_end_of_a_watched_actor_comes_after_its_last_message() {
    testkit::run(async |kit| {
        let probe = kit.probe();
        let (account, _mock) = kit.mock::<Account>();
        let teller = probe.recipient();
        let branch = kit.spawn(Branch { account, teller }).await.unwrap();
        probe.watch(&branch).await;
        branch.say(vec![1, 2]).tell().unwrap();
        branch.drain();
        probe.expect_in_order([1, 2]).await;
        let end = probe.expect_terminated(&branch).await;
        assert_eq!(end.reason, StopReason::Stopped);
        let end = kit.expect_terminated(&branch).await;
        assert_eq!(end.path, branch.path());
    });
    let text = failure(async |kit| {
        let probe = kit.probe_named::<u32>("watcher");
        let other = kit.probe_named::<u32>("other");
        let (first, _) = kit.mock_named::<Account>("first");
        let (second, _) = kit.mock_named::<Account>("second");
        probe.watch(&first).await;
        second.stop();
        first.kill();
        other.expect_none_within(SECOND).await;
        probe.expect_terminated(&second).await;
    });
    assert_says(
        &text,
        &["the probe watcher: expected the end of /user/second"],
    );
    assert_says(&text, &["got the end of /user/first (killed)"]);
    let text = failure(async |kit| {
        let (account, _mock) = kit.mock_named::<Account>("it");
        kit.expect_terminated(&account).await;
    });
    assert_says(
        &text,
        &["expected the end of /user/it, got nothing within 3s"],
    );
}

#[test]
fn a_mock_is_an_actor_of_the_declared_type() {
    testkit::run(async |kit| {
        let (account, mock) = kit.mock_named::<Account>("account");
        assert_eq!(
            kit.system().find::<Account>("account"),
            Some(account.clone())
        );
        let teller = kit.probe().recipient();
        let branch = kit.spawn(Branch { account, teller }).await.unwrap();
        let paid = crate::support::task(branch.pay(5).into_future());
        let mut call = mock.expect(|it| it.deposit(0, String::new())).await;
        assert!(call.is_ask());
        assert_eq!(call.argument::<u64>("amount"), &5);
        assert_eq!(call.argument::<String>("note"), "pay");
        call.reply(12);
        assert_eq!(paid.await, Ok(12));

        let paid = crate::support::task(branch.pay(6).into_future());
        mock.expect(|it| it.deposit(0, String::new()))
            .await
            .fail(AccountError::Short);
        assert!(paid.await.is_err());

        let paid = crate::support::task(branch.pay(7).into_future());
        drop(mock.expect_method("deposit").await);
        assert_eq!(paid.await, Err(AskError::Handler("NoReply".into())));

        mock.reference().reopen().tell().unwrap();
        let mut reopened = mock.expect(|it| it.reopen()).await;
        assert!(!reopened.is_ask(), "taken in every state");
        mock.expect_none_within(SECOND).await;
    });
}

#[test]
fn a_mock_answers_by_itself_if_it_is_told_how() {
    testkit::run(async |kit| {
        let (account, mock) = kit.mock::<Account>();
        mock.reply_with(|it| it.balance(), |_| Ok(1));
        let mut sum = 100;
        mock.reply_with(
            |it| it.deposit(0, String::new()),
            move |arguments| {
                sum += arguments.get::<u64>("amount");
                Ok(sum)
            },
        );
        assert_eq!(account.balance().await, Ok(1));
        assert_eq!(account.deposit(5, String::new()).await, Ok(105));
        assert_eq!(account.deposit(6, String::new()).await, Ok(111));
        mock.reply_with(|it| it.balance(), |_| Ok(2));
        assert_eq!(account.balance().await, Ok(2));
        account.reopen().tell().unwrap();
        kit.settle().await;
        assert_eq!(mock.received(), ["reopen"]);
    });
}

#[test]
fn a_mock_says_what_came_instead() {
    let text = failure(async |kit| {
        let (account, mock) = kit.mock_named::<Account>("it");
        account.deposit(1, String::new()).tell().unwrap();
        account.balance().tell().unwrap();
        kit.settle().await;
        drop(mock.expect(|it| it.balance()).await);
    });
    assert_says(
        &text,
        &[
            "the mock it: expected a call of `balance`, got deposit",
            "not looked at: balance",
        ],
    );
    let text = failure(async |kit| {
        let (_account, mock) = kit.mock::<Account>();
        drop(mock.within(SECOND).expect_method("balance").await);
    });
    assert_says(&text, &["a call of `balance`, got nothing within 1s"]);
    for (name, complaint) in [
        ("amount", "the argument `amount` of `deposit` is no `u8`"),
        ("sum", "`deposit` has no argument `sum`"),
    ] {
        let text = failure(async |kit| {
            let (account, mock) = kit.mock::<Account>();
            account.deposit(1, String::new()).tell().unwrap();
            let _ = mock.expect_method("deposit").await.argument::<u8>(name);
        });
        assert_says(&text, &[complaint]);
    }
    let text = failure(async |kit| {
        let (account, mock) = kit.mock::<Account>();
        account.balance().tell().unwrap();
        mock.expect_none_within(SECOND).await;
    });
    assert_says(&text, &["expected no message within 1s, got balance"]);
}

#[test]
fn replies_are_expected_within_the_patience() {
    testkit::run(async |kit| {
        let (account, mock) = kit.mock::<Account>();
        mock.reply_with(|it| it.balance(), |_| Ok(1));
        kit.expect_reply(account.balance(), 1).await;
    });
    let text = failure(async |kit| {
        let (account, mock) = kit.mock::<Account>();
        mock.reply_with(|it| it.balance(), |_| Ok(1));
        kit.expect_reply(account.balance(), 2).await;
    });
    assert_says(&text, &["expected the reply 2, got Ok(1)", "probes.rs"]);
    let text = failure(async |kit| {
        let (account, _mock) = kit.mock::<Account>();
        kit.expect_reply(account.balance(), 2).await;
    });
    assert_says(&text, &["expected the reply 2, got nothing within 3s"]);
}
