//! Turns by hand: actors that run only when the test says so, one turn at a time.

use crate::actor::{ActorPath, ActorRef, AnyRef, Protocol};
use crate::testkit::kit::TestKit;
use crate::testkit::watch::all_actors;

/// Turns by hand, in a test with [`by_hand`](crate::testkit::TestKitBuilder::by_hand).
///
/// A turn handles what the runtime has to tell the actor, such as a stop, and then one message at most. The actors of
/// probes and mocks have turns like all others. Something that waits for an actor, such as the answer to an ask or the end
/// of a start hook, needs the turns that lead there; a test that awaits it without them is stuck.
///
/// ```
/// use akt::prelude::*;
/// use akt::testkit::TestKit;
///
/// #[actor]
/// struct Counter(u32);
///
/// #[handlers]
/// impl Counter {
///     #[handler]
///     pub fn add(&mut self) -> u32 {
///         self.0 += 1;
///         self.0
///     }
/// }
///
/// TestKit::builder().by_hand().run(async |kit| {
///     let one = kit.spawn(Counter(0)).name("one").start().unwrap();
///     let two = kit.spawn(Counter(0)).name("two").start().unwrap();
///     let first = one.add().into_future();
///     let second = two.add().into_future();
///     assert_eq!(kit.runnable().await, [one.path(), two.path()]);
///     assert!(kit.step_of(&two).await); // the second one comes first
///     assert_eq!(second.await, Ok(1));
///     assert_eq!(kit.step().await, Some(one.path()));
///     assert_eq!(first.await, Ok(1));
///     assert_eq!(kit.step().await, None);
/// });
/// ```
impl TestKit {
    /// The actors that can be run, in the order in which they became so. It settles first.
    ///
    /// # Panics
    /// In a test that does not run by hand.
    pub async fn runnable(&self) -> Vec<ActorPath> {
        let ready = self.ready().await;
        ready.iter().map(|(_, actor)| actor.path()).collect()
    }

    /// Runs one turn of the actor that can be run the longest, and settles; `None` if there is none.
    ///
    /// # Panics
    /// In a test that does not run by hand.
    pub async fn step(&self) -> Option<ActorPath> {
        let ready = self.ready().await;
        let (address, actor) = ready.first()?;
        let path = actor.path();
        self.turn(*address).await;
        Some(path)
    }

    /// Runs one turn of this actor, and settles; false if it cannot be run.
    ///
    /// # Panics
    /// In a test that does not run by hand.
    pub async fn step_of<P: Protocol>(&self, target: &ActorRef<P>) -> bool {
        let ready = self.ready().await;
        let found = ready
            .iter()
            .find(|(_, actor)| target.is_local() && actor.uid() == target.uid());
        let Some((address, _)) = found else {
            return false;
        };
        self.turn(*address).await;
        true
    }

    /// From now on actors run by themselves.
    pub fn let_go(&self) {
        self.system().dispatcher().let_go();
    }

    async fn turn(&self, address: usize) {
        self.system().dispatcher().run_one(address);
        self.settle().await;
    }

    async fn ready(&self) -> Vec<(usize, AnyRef)> {
        assert!(
            self.shared.by_hand,
            "actors run by themselves here: add `by_hand` to the options of the test"
        );
        self.settle().await;
        let actors = all_actors(self.system());
        let ready = self.system().dispatcher().ready().into_iter();
        ready
            .filter_map(|address| {
                let actor = actors.iter().find(|actor| actor.address() == address)?;
                Some((address, actor.clone()))
            })
            .collect()
    }
}
