//! What the errors say: each says in one line what happened and what to do.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use akt::actor::{NotLocal, NotRouted, SendFault};
use akt::cluster::{Cluster, JoinError};
use akt::grain::GrainsError;
use akt::prelude::*;
use akt::remote::{IdentityError, LookupError, RefusalReason, RemoteError};
use akt::system::{ScheduleError, SystemError};
use akt::wire::{DecodeError, EncodeError, KeyError};

/// The first letter is small, the end is open, and after the fact stands what to do.
fn check(error: &dyn fmt::Display) {
    let text = error.to_string();
    let first = text.chars().next().unwrap_or('X');
    assert!(!first.is_uppercase(), "upper-case: {text:?}");
    assert!(!text.ends_with(['.', '!', ' ', ':']), "{text:?}");
    assert!(
        !text.contains(['\n', '\t']) && !text.contains("  "),
        "{text:?}"
    );
    assert!(text.contains([';', ':']), "says not what to do: {text:?}");
}

fn check_all<E: fmt::Display>(errors: impl IntoIterator<Item = E>) {
    errors.into_iter().for_each(|error| check(&error));
}

fn addr() -> SocketAddr {
    ([127, 0, 0, 1], 4100).into()
}

fn send_faults() -> Vec<SendFault> {
    let failed = EncodeError::Failed("no room".into());
    vec![
        SendFault::Stopped,
        SendFault::MailboxFull,
        SendFault::NoSuchActor,
        SendFault::LocalOnly,
        SendFault::NotRemote,
        SendFault::TooLarge { bytes: 2, limit: 1 },
        SendFault::Encode(failed),
        SendFault::Unreachable("nobody listens".into()),
        SendFault::NoGrains,
        SendFault::NoSuchGrainKind,
        SendFault::GrainKey(KeyError::Short),
        SendFault::GrainMoving,
        SendFault::GrainNotStarted("no money".into()),
        SendFault::Backpressure,
        SendFault::NotRouted(NotRouted::NoRoutees),
        SendFault::NotRouted(NotRouted::NotCloneable),
    ]
}

fn ask_faults() -> Vec<AskError> {
    let mut faults = vec![
        AskError::Timeout,
        AskError::Stopped,
        AskError::NoReply,
        AskError::Panicked,
        AskError::MailboxFull,
        AskError::Unreachable("nobody listens".into()),
        AskError::Lost("the cable was cut".into()),
        AskError::Incompatible {
            method: "deposit".into(),
            ours: 1,
            theirs: 2,
        },
        AskError::Decode("too short".into()),
        AskError::Refused("a reason of a later version".into()),
    ];
    faults.extend(send_faults().into_iter().map(AskError::NotSent));
    faults
}

#[test]
fn local_errors_say_what_to_do() {
    check_all(send_faults());
    check_all(ask_faults());
    check_all([
        SpawnError::NameTaken("clerk".to_owned()),
        SpawnError::NameInvalid("a/b".to_owned()),
        SpawnError::Start(StartError::new("no money")),
        SpawnError::Ended("killed".to_owned()),
        SpawnError::Stopping,
    ]);
    check_all([
        SystemError::NoRuntime,
        SystemError::NameInvalid("a/b".to_owned()),
    ]);
    check_all([
        EncodeError::TooLarge { bytes: 2, limit: 1 },
        EncodeError::TooDeep { limit: 64 },
        EncodeError::Failed("no room".into()),
    ]);
    check_all([
        DecodeError::TooLarge { bytes: 2, limit: 1 },
        DecodeError::Invalid {
            type_name: "u8",
            reason: "too short".into(),
        },
    ]);
    check_all([
        KeyError::Short,
        KeyError::Trailing(3),
        KeyError::Invalid("char"),
        KeyError::TooLong { bytes: 2, limit: 1 },
    ]);
}

#[test]
fn errors_of_schedules_say_what_to_do() {
    check_all([
        ScheduleError::NameTaken("nightly".to_owned()),
        ScheduleError::NameInvalid(String::new()),
        ScheduleError::IntervalTooShort(Duration::ZERO),
        ScheduleError::Zone("Europe/Atlantis".to_owned()),
        ScheduleError::Never("0 0 0 30 2 *".to_owned()),
        ScheduleError::TooMany,
        ScheduleError::Stopping,
    ]);
    for wrong in ["", "* * * *", "61 * * * * *", "@never", "0 0 0 * * MOON"] {
        check(&akt::cron::Cron::parse(wrong, "UTC").unwrap_err());
    }
}

#[test]
fn errors_between_nodes_say_what_to_do() {
    let parser = || io::Error::other("no PEM");
    check_all([
        RemoteError::NoAddress,
        RemoteError::InvalidAddress("here".to_owned()),
        RemoteError::Unspecified(addr()),
        RemoteError::Bind {
            addr: addr(),
            source: parser(),
        },
        RemoteError::NoIdentity,
        RemoteError::Identity(IdentityError::EmptyPhrase),
        RemoteError::ClusterId(String::new()),
        RemoteError::Limit {
            what: "lanes",
            value: 0,
            least: 1,
            most: 16,
        },
        RemoteError::NoRuntime,
    ]);
    check_all([
        IdentityError::EmptyPhrase,
        IdentityError::Pem {
            what: "private key",
            source: Box::new(parser()),
        },
        IdentityError::Unusable(Box::new(parser())),
    ]);
    let (name, text) = (|| "clerk".to_owned(), "it shuts down; try another node");
    check_all([
        LookupError::NoSuchActor {
            addr: addr(),
            name: name(),
        },
        LookupError::NotRemote {
            addr: addr(),
            name: name(),
        },
        LookupError::WrongProtocol {
            found: name(),
            wanted: name(),
        },
        LookupError::Incompatible {
            protocol: name(),
            ours: 1,
            theirs: 2,
        },
        LookupError::Unreachable {
            addr: addr(),
            why: "nobody listens".into(),
        },
        LookupError::Refused {
            addr: addr(),
            reason: RefusalReason::ShuttingDown,
            text: text.into(),
        },
    ]);
    let within = Duration::from_secs(3);
    check_all([
        JoinError::NoSeedAnswered {
            tried: vec![addr()],
            within,
        },
        JoinError::NameTooLong { bytes: 2, limit: 1 },
        JoinError::ShutDown,
    ]);
    check_all([
        GrainsError::DuplicateKind { name: "bank.Clerk" },
        GrainsError::AlreadyRunning,
    ]);
}

#[actor]
struct Watcher;

#[handlers]
impl Watcher {
    #[handler]
    pub fn watch_elsewhere(&mut self, elsewhere: KioskRef, ctx: &mut Ctx) -> Result<(), NotLocal> {
        ctx.watch(&elsewhere)
    }
}

#[grain(key = u64)]
#[derive(Default)]
struct Kiosk;

#[handlers]
impl Kiosk {}

#[tokio::test]
async fn errors_that_only_the_runtime_makes_say_what_to_do() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("texts")?;
    let watcher = system.spawn(Watcher).await?;
    let elsewhere = system.grain::<Kiosk>(1);
    let refused = watcher.watch_elsewhere(elsewhere).await;
    check(&refused.expect_err("a grain may be elsewhere"));
    let alone = Cluster::solo(&system);
    let few = alone.wait_for_members(2, Duration::ZERO).await;
    check(&few.expect_err("nobody else is there"));
    Ok(())
}

#[test]
fn every_ask_error_converts_by_a_question_mark() {
    fn fails(error: AskError<String>) -> Result<(), Box<dyn Error + Send + Sync>> {
        Err(error)?;
        Ok(())
    }
    let text = |error| fails(error).unwrap_err().to_string();
    assert_eq!(text(AskError::Handler("broke".to_owned())), "broke");
    assert!(text(AskError::Timeout).contains("in time"));
}

#[test]
fn the_cause_of_an_ask_error_is_that_of_what_it_shows() {
    let encode = EncodeError::Failed("no room".into());
    let fault = SendFault::Encode(encode.clone());
    let error = AskError::<String>::NotSent(fault.clone());
    assert_eq!(error.to_string(), fault.to_string());
    assert_eq!(
        error.source().map(ToString::to_string),
        Some(encode.to_string())
    );
    assert!(AskError::<String>::Timeout.source().is_none());
}

#[test]
fn the_handlers_error_is_told_from_the_runtimes_reasons() {
    assert_eq!(AskError::Handler(7).into_handler(), Ok(7));
    for fault in ask_faults() {
        assert_eq!(fault.handler(), None);
        assert_eq!(fault.clone().widen::<u8>().into_handler(), Err(fault));
    }
}
