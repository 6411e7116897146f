//! What a node currently thinks of the cluster, published for everybody in the process to read.
//!
//! Readers never wait: the version is one atomic, the members one pointer swap. Events and the snapshot they
//! lead to are published under one lock, so that a new subscriber misses nothing and hears nothing twice.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::{broadcast, watch};

use crate::base::{limits, time};
use crate::cluster::error::TooFewMembers;
use crate::cluster::event::{MemberEvent, MemberEvents};
use crate::cluster::member::Member;
use crate::cluster::placement::Placement;
use crate::remote::NodeId;

/// The members at one version.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) version: u64,
    pub(crate) members: Arc<[Member]>,
    pub(crate) placement: Placement,
}

/// The published view of one node.
pub(crate) struct Membership {
    me: NodeId,
    name: Arc<str>,
    version: AtomicU64,
    current: ArcSwap<Snapshot>,
    events: Mutex<Option<broadcast::Sender<MemberEvent>>>,
    changes: watch::Sender<u64>,
}

impl Membership {
    /// A view without members.
    pub(crate) fn new(me: NodeId, name: Arc<str>) -> Self {
        let snapshot = Snapshot {
            version: 0,
            members: Arc::new([]),
            placement: Placement::new([], me),
        };
        Self {
            me,
            name,
            version: AtomicU64::new(0),
            current: ArcSwap::from_pointee(snapshot),
            events: Mutex::new(Some(broadcast::channel(limits::EVENT_BUFFER).0)),
            changes: watch::Sender::new(0),
        }
    }

    pub(crate) fn me(&self) -> NodeId {
        self.me
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The version of the newest snapshot.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// The newest snapshot.
    pub(crate) fn snapshot(&self) -> arc_swap::Guard<Arc<Snapshot>> {
        self.current.load()
    }

    /// A receiver that is told of every new version.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Publishes `members` and the events that led to them.
    pub(crate) fn publish(
        &self,
        members: Vec<Member>,
        happened: impl IntoIterator<Item = MemberEvent>,
    ) {
        let events = self.events.lock();
        let version = self.current.load().version + 1;
        let placement = Placement::new(members.iter().map(|member| member.node), self.me);
        self.current.store(Arc::new(Snapshot {
            version,
            members: members.into(),
            placement,
        }));
        self.version.store(version, Ordering::Release);
        if let Some(events) = &*events {
            for event in happened {
                // Nobody may be listening.
                let _ = events.send(event);
            }
        }
        self.changes.send_replace(version);
    }

    /// A subscription that begins with the members that are there now.
    pub(crate) fn subscribe(&self) -> MemberEvents {
        let events = self.events.lock();
        let present: VecDeque<_> = self
            .current
            .load()
            .members
            .iter()
            .cloned()
            .map(MemberEvent::Up)
            .collect();
        let receiver = match &*events {
            Some(events) => events.subscribe(),
            None => broadcast::channel(1).1,
        };
        MemberEvents::new(present, receiver)
    }

    /// Ends every subscription: nothing will change any more.
    pub(crate) fn close(&self) {
        *self.events.lock() = None;
    }

    pub(crate) async fn wait_for(
        &self,
        wanted: usize,
        within: Duration,
    ) -> Result<Arc<[Member]>, TooFewMembers> {
        let mut changes = self.changes();
        let enough = async {
            loop {
                changes.borrow_and_update();
                let members = Arc::clone(&self.current.load().members);
                if members.len() >= wanted {
                    return members;
                }
                if changes.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        };
        match time::within(within, enough).await {
            Some(members) => Ok(members),
            None => Err(TooFewMembers {
                wanted,
                found: self.current.load().members.len(),
                within,
            }),
        }
    }
}

impl std::fmt::Debug for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Membership")
            .field("me", &self.me)
            .field("version", &self.version())
            .finish_non_exhaustive()
    }
}
