//! Values of the whole system: there before the first actor, found by type.

use std::sync::Arc;

use akt::actor::MailboxKind;
use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, one_thread, settle, soon, until};

#[derive(Debug, PartialEq)]
struct Currency(&'static str);

#[derive(Debug, PartialEq)]
struct Greeting(String);

#[actor]
struct Clerk {
    found: Option<Arc<Currency>>,
}

#[handlers]
impl Clerk {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        self.found = ctx.extension::<Currency>();
        if self.found.is_none() {
            return Err(StartError::new("there is no currency"));
        }
        Ok(())
    }

    #[handler]
    pub fn currency(&self) -> &'static str {
        self.found.as_ref().map_or("none", |found| found.0)
    }

    #[handler]
    pub fn greeting(&self, ctx: &Ctx<Self>) -> Option<Arc<Greeting>> {
        ctx.extension()
    }
}

#[test]
fn an_extension_of_the_builder_is_there_for_a_start_hook() {
    on_every_runtime(|without| async move {
        let refused = without.spawn(Clerk { found: None }).await;
        assert!(matches!(refused, Err(SpawnError::Start(_))), "{refused:?}");
        let system = ActorSystem::builder("bank")
            .extension(Currency("DM"))
            .extension(Currency("EUR"))
            .start()
            .unwrap();
        let clerk = system.spawn(Clerk { found: None }).await.unwrap();
        assert_eq!(
            soon(clerk.currency()).await,
            Ok("EUR"),
            "the last one stays"
        );
        assert_eq!(soon(clerk.greeting()).await, Ok(None));
        soon(system.shutdown()).await;
    });
}

#[test]
fn an_extension_may_be_made_from_the_system_and_from_earlier_ones() {
    on_every_runtime(|_| async move {
        let builder = ActorSystem::builder("bank")
            .extension(Currency("EUR"))
            .extension_with(|system| {
                let currency = system.extension::<Currency>();
                let currency = currency.map_or("nothing", |currency| currency.0);
                Greeting(format!("{} pays in {currency}", system.name()))
            });
        let first = builder.clone().start().unwrap();
        let second = builder.start().unwrap();
        let clerk = first.spawn(Clerk { found: None }).await.unwrap();
        let greeting = soon(clerk.greeting()).await.unwrap().unwrap();
        assert_eq!(greeting.0, "bank pays in EUR");
        let shared = (
            first.extension::<Currency>(),
            second.extension::<Currency>(),
        );
        let (Some(one), Some(other)) = shared else {
            panic!("both have it");
        };
        assert!(
            Arc::ptr_eq(&one, &other),
            "clones of a builder share the value"
        );
        let made = second.extension::<Greeting>().unwrap();
        assert!(
            !Arc::ptr_eq(&greeting, &made),
            "what is made is made for each system"
        );
        soon(first.shutdown()).await;
        soon(second.shutdown()).await;
    });
}

#[test]
fn an_extension_goes_with_its_system() {
    one_thread().block_on(async {
        let system = ActorSystem::builder("bank")
            .extension(Currency("EUR"))
            .start()
            .unwrap();
        let clerk = system.spawn(Clerk { found: None }).await.unwrap();
        let extension = Arc::downgrade(&system.extension::<Currency>().unwrap());
        soon(system.shutdown()).await;
        drop((clerk, system));
        until("nothing holds the system", || extension.strong_count() == 0).await;
    });
}

/// Takes from each of its senders in turn.
#[actor]
struct Desk {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Desk {
    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }
}

/// Leaves a note when it is dropped.
struct Farewell(DeskRef);

impl Drop for Farewell {
    fn drop(&mut self) {
        let _ = self.0.note("farewell".into()).tell();
    }
}

#[actor]
struct Hermit;

#[handlers]
impl Hermit {
    #[handler]
    pub fn nothing(&self) {}
}

#[test]
fn what_goes_with_the_last_actor_of_a_system_is_dropped_outside_of_it() {
    one_thread().block_on(soon(async {
        let (log, latch) = (Log::default(), Latch::default());
        let elsewhere = ActorSystem::new("elsewhere").unwrap();
        let desk = Desk {
            log: log.clone(),
            latch: latch.clone(),
        };
        let desk = elsewhere
            .spawn(desk)
            .mailbox(MailboxKind::Fair { capacity: None })
            .await
            .unwrap();
        desk.wait().tell().unwrap();
        latch.reached().await;
        // From outside of actors: these are one sender.
        desk.note("one".into()).tell().unwrap();
        desk.note("two".into()).tell().unwrap();
        let system = ActorSystem::new("short").unwrap();
        let dropped = Arc::new(Farewell(desk.clone()));
        let weak = Arc::downgrade(&dropped);
        system.insert_extension(dropped);
        let hermit = system.spawn(Hermit).await.unwrap();
        hermit.nothing().await.unwrap();
        hermit.stop();
        // Nobody but the actor itself keeps it now, and it keeps its system.
        drop((hermit, system));
        until("the system is gone", || weak.strong_count() == 0).await;
        settle().await;
        latch.open(1);
        until("all is noted", || log.all().len() == 3).await;
        assert_eq!(log.all(), ["one", "two", "farewell"]);
        elsewhere.shutdown().await;
    }));
}
