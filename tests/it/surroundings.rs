//! What stands around an actor: its context, its system, open messages, and callers without a tokio runtime.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use akt::actor::SendFault;
use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, soon, thread, until};

/// What a courier brings.
#[message]
#[derive(Debug, PartialEq)]
struct Parcel {
    weight: u64,
}

#[actor]
struct Porter {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Porter {
    #[handler(message)]
    pub fn carry(&mut self, parcel: Parcel) -> u64 {
        self.log.add(format!("porter {}", parcel.weight));
        parcel.weight
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn who(&self, ctx: &Ctx) -> (String, u64, Option<u32>, Option<String>) {
        (
            ctx.path().as_str().to_owned(),
            ctx.uid(),
            ctx.identity::<u32>().copied(),
            ctx.identity::<String>().cloned(),
        )
    }

    #[handler]
    pub fn system_name(&self, ctx: &Ctx) -> String {
        ctx.system().name().to_owned()
    }

    #[handler]
    pub fn this(&self, ctx: &Ctx<Self>) -> PorterRef {
        ctx.this()
    }

    #[handler]
    pub fn bound(&self, ctx: &Ctx) -> Option<Arc<u64>> {
        ctx.system().extension::<u64>()
    }
}

#[actor(mailbox = bounded(1))]
struct Scale {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Scale {
    #[handler(message)]
    pub async fn weigh(&mut self, parcel: Parcel) -> Result<(), String> {
        self.latch.wait().await;
        self.log.add(format!("scale {}", parcel.weight));
        Ok(())
    }
}

fn porter() -> (Porter, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Porter {
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

#[test]
fn an_open_message_goes_to_whoever_handles_it() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = porter();
        let porter = system.spawn(actor).name("porter").await.unwrap();
        let latch = Latch::default();
        let scale = Scale {
            log: log.clone(),
            latch: latch.clone(),
        };
        let scale = system.spawn(scale).await.unwrap();
        let recipients: Vec<Recipient<Parcel>> = vec![porter.recipient(), scale.recipient()];
        assert_eq!(recipients[0].path().as_str(), "/user/porter");
        latch.open(1);
        for recipient in recipients.clone() {
            recipient.tell(Parcel { weight: 1 }).unwrap();
        }
        porter.tell_message(Parcel { weight: 2 }).unwrap();
        assert_eq!(soon(porter.carry(Parcel { weight: 3 })).await, Ok(3));
        until("all have come", || log.all().len() == 4).await;
        assert_eq!(log.count("scale 1"), 1);
        let of_porter = |entry: &&String| entry.starts_with("porter");
        let all = log.all();
        assert_eq!(
            all.iter().filter(of_porter).collect::<Vec<_>>(),
            ["porter 1", "porter 2", "porter 3"]
        );
    });
}

#[test]
fn an_open_message_that_is_not_taken_comes_back() {
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let scale = Scale {
            log: Log::default(),
            latch: latch.clone(),
        };
        let scale = system.spawn(scale).await.unwrap();
        let recipient = scale.recipient();
        recipient.tell(Parcel { weight: 1 }).unwrap();
        latch.reached().await;
        while recipient.tell(Parcel { weight: 2 }).is_err() {
            tokio::task::yield_now().await;
        }
        let full = recipient.tell(Parcel { weight: 3 }).unwrap_err();
        assert_eq!(*full.fault(), SendFault::MailboxFull);
        assert_eq!(full.into_message(), Parcel { weight: 3 });
        scale.kill();
        soon(scale.stopped()).await;
        let stopped = recipient.tell(Parcel { weight: 4 }).unwrap_err();
        assert_eq!(*stopped.fault(), SendFault::Stopped);
        assert_eq!(stopped.into_message(), Parcel { weight: 4 });
        assert_eq!(system.dead_letter_count(), 2, "the second and the fourth");
    });
}

#[test]
fn a_context_knows_its_actor_and_its_system() {
    on_every_runtime(|system| async move {
        let plain = system.spawn(porter().0).name("plain").await.unwrap();
        let uid = plain.uid();
        let path = "/user/plain".to_owned();
        assert_eq!(soon(plain.who()).await, Ok((path, uid, None, None)));
        let known = system
            .spawn(porter().0)
            .name("known")
            .identity(Arc::new(7_u32))
            .await
            .unwrap();
        let (_, _, number, text) = soon(known.who()).await.unwrap();
        assert_eq!((number, text), (Some(7), None), "of its own type only");
        assert_eq!(soon(plain.system_name()).await.unwrap(), "test");
        assert_eq!(soon(known.this()).await, Ok(known.clone()));
    });
}

#[test]
fn a_system_keeps_one_value_of_each_type() {
    on_every_runtime(|system| async move {
        let porter = system.spawn(porter().0).await.unwrap();
        assert_eq!(soon(porter.bound()).await, Ok(None));
        assert_eq!(system.insert_extension(Arc::new(1_u64)), None);
        assert_eq!(system.insert_extension(Arc::new("other")), None);
        assert_eq!(system.insert_extension(Arc::new(2_u64)), Some(Arc::new(1)));
        assert_eq!(soon(porter.bound()).await, Ok(Some(Arc::new(2))));
    });
}

/// Runs a future on this thread, without tokio.
fn without_tokio<F: IntoFuture>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future.into_future());
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn everything_but_timeouts_works_without_a_tokio_runtime_around_the_caller() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = porter();
        let outsider = {
            let system = system.clone();
            thread(move || {
                let porter = without_tokio(system.spawn(actor).name("porter")).unwrap();
                assert_eq!(without_tokio(porter.carry(Parcel { weight: 1 })), Ok(1));
                without_tokio(porter.carry(Parcel { weight: 2 }).send()).unwrap();
                without_tokio(porter.wait()).unwrap();
                porter.stop();
                without_tokio(porter.stopped());
                porter
            })
        };
        latch.reached().await;
        latch.open(1);
        until("the outsider is through", || outsider.is_finished()).await;
        let porter = outsider.join().unwrap();
        assert!(porter.is_stopped());
        assert_eq!(log.all(), ["porter 1", "porter 2"]);
        let last = {
            let system = system.clone();
            thread(move || without_tokio(system.shutdown()))
        };
        until("the system is down", || last.is_finished()).await;
        assert_eq!(last.join().unwrap().stuck, 0);
    });
}
