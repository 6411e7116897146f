//! All activations of one kind on this node.
//!
//! The directory maps key bytes to places; a place is added by the first message and taken out when its
//! activation has ended and nothing waits for it. Locks are taken in the order place, then directory; no guard
//! of the directory is held while a place is locked.

use std::any::Any;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use tokio::sync::Notify;
use tracing::debug;

use crate::actor::{InboundCall, SendFault, StopKind, Unsent};
use crate::base::limits;
use crate::base::panic::contain;
use crate::cluster::hash_of;
use crate::grain::activation::{Fault, Live, Parcel};
use crate::grain::heir::{More, PlaceHeir};
use crate::grain::router::Router;
use crate::grain::slot::{Activation, Aftermath, Slot, Taken};
use crate::grain::spec::GrainSpec;
use crate::wire::{KeyBytes, stable_id};

/// Sweeps in one idle time: an idle grain leaves after one to one and a quarter of it.
const SWEEPS_PER_IDLE: u32 = 8;

/// A shorter pause between sweeps would only burn a processor.
const SHORTEST_SWEEP: Duration = Duration::from_millis(10);

/// Places looked at before other tasks get their turn.
const BATCH: usize = 1024;

/// A look at every place of a kind.
pub(super) type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A kind of grain that this node can run, whatever its type.
pub(super) trait AnyHost: Send + Sync + 'static {
    /// The name of the kind.
    fn name(&self) -> &'static str;

    /// How many activations there are.
    fn active(&self) -> usize;

    /// The pause between two sweeps.
    fn sweep_interval(&self) -> Duration;

    /// Ends what has been idle for too long.
    fn sweep(self: Arc<Self>) -> Job;

    /// Ends what other nodes own by now.
    fn move_out(self: Arc<Self>) -> Job;

    /// Takes a call from another node for a grain that this node owns.
    fn take(self: Arc<Self>, key: &[u8], call: InboundCall);

    /// Tells another node that its call is not taken; a tell becomes a dead letter.
    fn refuse(&self, key: &[u8], fault: SendFault, call: InboundCall);

    /// The host by its own type.
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// The place of one grain, and which one it is.
pub(super) struct Place<G: GrainSpec> {
    pub(super) slot: Slot<Live<G::Protocol>, Parcel<G::Protocol>>,
    bytes: KeyBytes,
    key: Arc<G::Key>,
    hash: u64,
    /// Activations in a row that ended before they had handled a message.
    fruitless: AtomicU32,
}

/// What became of a message for a grain of this node.
pub(super) enum Accepted<G: GrainSpec> {
    /// This activation has it, and takes more.
    By(Arc<Place<G>>, Live<G::Protocol>),
    /// It waits until the last activation has ended.
    Waiting,
    /// Another node owns the grain.
    Elsewhere(Parcel<G::Protocol>),
    /// Nobody has it.
    Refused(SendFault, Parcel<G::Protocol>),
}

/// The activations of one kind.
pub(super) struct Host<G: GrainSpec> {
    router: Arc<Router>,
    places: DashMap<KeyBytes, Arc<Place<G>>>,
    active: AtomicUsize,
    /// Wakes those who wait until some activation has ended.
    settled: Notify,
}

impl<G: GrainSpec> Host<G> {
    pub(super) fn new(router: Arc<Router>) -> Self {
        Self {
            router,
            places: DashMap::new(),
            active: AtomicUsize::new(0),
            settled: Notify::new(),
        }
    }

    /// The id of the kind.
    pub(super) const KIND: u64 = stable_id(G::NAME);

    /// Hands a message to a grain that this node owns, activating it if need be.
    pub(super) fn accept(
        self: &Arc<Self>,
        bytes: &KeyBytes,
        key: &G::Key,
        mut parcel: Parcel<G::Protocol>,
    ) -> Accepted<G> {
        loop {
            let place = self.place(bytes, key);
            let taken = place
                .slot
                .deliver(parcel, limits::GRAIN_WAITING, || self.begin(&place));
            return match taken {
                Taken::Delivered(live) => Accepted::By(place, live),
                Taken::Waiting => Accepted::Waiting,
                Taken::Removed(again) => {
                    parcel = again;
                    continue;
                }
                Taken::Refused(Fault::Elsewhere, parcel) => Accepted::Elsewhere(parcel),
                Taken::Refused(Fault::Send(fault), parcel) => Accepted::Refused(fault, parcel),
                Taken::Full(parcel) => Accepted::Refused(SendFault::MailboxFull, parcel),
            };
        }
    }

    /// Ends the activation of a grain, if there is one here.
    pub(super) fn end(self: &Arc<Self>, bytes: &KeyBytes, how: StopKind) {
        let live = self.find(bytes).and_then(|place| place.slot.end());
        if let Some(live) = live {
            live.end(how);
        }
    }

    /// Gives a message to the grain's activation on this node, once that has room. A message that is given back as
    /// [`SendFault::MailboxFull`] is to be sent anew: the activation is another one by now.
    pub(super) async fn wait(
        &self,
        bytes: &KeyBytes,
        message: G::Protocol,
    ) -> Result<(), Unsent<G::Protocol>> {
        let fault = SendFault::MailboxFull;
        let mut settled = pin!(self.settled.notified());
        // Before the look at the place, so that no end comes in between unnoticed.
        settled.as_mut().enable();
        let Some(place) = self.find(bytes) else {
            return Err(Unsent { fault, message });
        };
        if let Some(live) = place.slot.active() {
            return match live.actor.deliver_waiting(message).await {
                Err(unsent) if unsent.fault == SendFault::Stopped => Err(Unsent {
                    fault,
                    message: unsent.message,
                }),
                done => done,
            };
        }
        if place.slot.is_holding() && !place.slot.has_room(limits::GRAIN_WAITING) {
            settled.await;
        }
        Err(Unsent { fault, message })
    }

    fn find(&self, bytes: &KeyBytes) -> Option<Arc<Place<G>>> {
        self.places.get(bytes).map(|place| Arc::clone(&place))
    }

    fn place(&self, bytes: &KeyBytes, key: &G::Key) -> Arc<Place<G>> {
        self.find(bytes).unwrap_or_else(|| {
            let hash = hash_of(Self::KIND, bytes.as_slice());
            let place = Place {
                slot: Slot::new(),
                bytes: bytes.clone(),
                key: Arc::new(key.clone()),
                hash,
                fruitless: AtomicU32::new(0),
            };
            Arc::clone(
                &self
                    .places
                    .entry(bytes.clone())
                    .or_insert_with(|| Arc::new(place)),
            )
        })
    }

    /// Makes the first activation of a place, and counts it. Before it begins: it may have ended on another worker when
    /// this one goes on.
    fn begin(self: &Arc<Self>, place: &Arc<Place<G>>) -> Result<Live<G::Protocol>, Fault> {
        self.active.fetch_add(1, Ordering::Relaxed);
        self.activate(place).inspect_err(|_| {
            self.active.fetch_sub(1, Ordering::Relaxed);
        })
    }

    /// Runs under the place's lock, so that the check of the owner cannot be outrun: whoever publishes another
    /// owner looks at every place afterwards.
    fn activate(self: &Arc<Self>, place: &Arc<Place<G>>) -> Result<Live<G::Protocol>, Fault> {
        let live = if !self.router.owns(place.hash) {
            Err(Fault::Elsewhere)
        } else if place.fruitless.load(Ordering::Relaxed) >= limits::GRAIN_FRUITLESS {
            let why = "each activation ended before it had handled a message";
            Err(Fault::Send(SendFault::GrainNotStarted(why.into())))
        } else {
            let heir = PlaceHeir::new(self, place);
            Live::spawn::<G>(self.router.system(), &place.key, heir)
        };
        live.inspect_err(|_| self.forget(place))
    }

    fn forget(&self, place: &Arc<Place<G>>) {
        self.places
            .remove_if(&place.bytes, |_, found| Arc::ptr_eq(found, place));
    }

    fn close(&self, place: &Place<G>, how: StopKind) {
        if let Some(live) = place.slot.close() {
            live.end(how);
        }
    }

    /// An activation has handled its portion of what waited.
    pub(super) fn feed(self: &Arc<Self>, place: &Arc<Place<G>>) {
        let room = limits::GRAIN_WAITING;
        if place.slot.feed(room, |live| self.mark(place, live)) {
            self.settled.notify_waiters();
        }
    }

    /// Has [`Host::feed`] called when the activation has handled everything that it has by now.
    fn mark(self: &Arc<Self>, place: &Arc<Place<G>>, live: &Live<G::Protocol>) {
        // It is given back by an activation that has ended, whose heir knows what to do.
        drop(live.hand_over(Parcel::Call(More::call(self, place))));
    }

    /// Refuses what an activation left that failed or was killed, most likely in its start hook: to try again for the
    /// same messages could go on for ever.
    pub(super) fn refuse_left(
        &self,
        place: &Place<G>,
        fault: &SendFault,
        parcel: Parcel<G::Protocol>,
    ) {
        self.router
            .refuse::<G>(place.bytes.as_slice(), fault.clone(), parcel);
    }

    /// An activation has ended: makes a new one if messages wait. `fruitless` says that it handled none.
    pub(super) fn settle(self: &Arc<Self>, place: &Arc<Place<G>>, fruitless: bool) {
        if fruitless {
            place.fruitless.fetch_add(1, Ordering::Relaxed);
        } else {
            place.fruitless.store(0, Ordering::Relaxed);
        }
        let aftermath = place.slot.ended(
            || self.activate(place),
            |live| self.mark(place, live),
            || self.forget(place),
        );
        self.settled.notify_waiters();
        match aftermath {
            // Counted once, as the one before it was.
            Aftermath::Activated => return,
            Aftermath::Removed => {}
            Aftermath::Stranded(Fault::Send(fault), parcels) => {
                for parcel in parcels {
                    self.refuse_left(place, &fault, parcel);
                }
            }
            Aftermath::Stranded(Fault::Elsewhere, parcels) => {
                debug!(
                    grain.kind = G::NAME,
                    messages = parcels.len(),
                    "messages outlived an activation"
                );
                for parcel in parcels {
                    // To encode it runs code of the user, which must not keep the others here.
                    contain(|| self.router.redirect::<G>(&place.bytes, place.hash, parcel));
                }
            }
        }
        // At the end: who waits until none is left shuts down what the messages need.
        self.active.fetch_sub(1, Ordering::Relaxed);
    }

    fn all(&self) -> Vec<Arc<Place<G>>> {
        self.places.iter().map(|place| Arc::clone(&place)).collect()
    }

    /// Does `each` to every place, giving way to other tasks now and then.
    async fn for_all(self: Arc<Self>, each: impl Fn(&Arc<Self>, Arc<Place<G>>)) {
        for (number, place) in self.all().into_iter().enumerate() {
            if number % BATCH == BATCH - 1 {
                tokio::task::yield_now().await;
            }
            each(&self, place);
        }
    }

    fn sweep_one(self: &Arc<Self>, place: Arc<Place<G>>) {
        let quiet = place.slot.sweep();
        if quiet == 0 {
            return;
        }
        let Some(live) = place.slot.active() else {
            return;
        };
        if !live.is_idle() {
            // One that waits for something in the middle of a handler is quiet, but in use.
            place.slot.touch();
        } else if quiet >= SWEEPS_PER_IDLE {
            self.close(&place, StopKind::Drain);
        }
    }
}

impl<G: GrainSpec> AnyHost for Host<G> {
    fn name(&self) -> &'static str {
        G::NAME
    }

    fn active(&self) -> usize {
        self.active.load(Ordering::Relaxed)
    }

    fn sweep_interval(&self) -> Duration {
        (G::IDLE / SWEEPS_PER_IDLE).max(SHORTEST_SWEEP)
    }

    fn sweep(self: Arc<Self>) -> Job {
        Box::pin(self.for_all(|host, place| host.sweep_one(place)))
    }

    fn move_out(self: Arc<Self>) -> Job {
        Box::pin(self.for_all(|host, place| {
            if !host.router.owns(place.hash) {
                host.close(&place, StopKind::Drain);
            }
        }))
    }

    fn take(self: Arc<Self>, key: &[u8], call: InboundCall) {
        let read = KeyBytes::decode::<G::Key>(key).and_then(|key| Ok((KeyBytes::of(&key)?, key)));
        let (bytes, key) = match read {
            Ok(read) => read,
            Err(error) => return self.refuse(key, SendFault::GrainKey(error), call),
        };
        match self.accept(&bytes, &key, Parcel::Call(call)) {
            Accepted::By(..) | Accepted::Waiting => {}
            Accepted::Elsewhere(parcel) => {
                let hash = hash_of(Self::KIND, bytes.as_slice());
                self.router.redirect::<G>(&bytes, hash, parcel);
            }
            Accepted::Refused(fault, parcel) => {
                self.router.refuse::<G>(bytes.as_slice(), fault, parcel);
            }
        }
    }

    fn refuse(&self, key: &[u8], fault: SendFault, call: InboundCall) {
        self.router.refuse::<G>(key, fault, Parcel::Call(call));
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
