//! What happens to members, and the subscription to it.

use std::collections::VecDeque;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::cluster::member::Member;

/// A change of the membership as this node sees it.
///
/// Every node concludes for itself: two nodes see the same facts at slightly different times, and during a
/// partition they see different facts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberEvent {
    /// A member joined, or came back after it had been taken for dead.
    Up(Member),
    /// A member is silent for longer than usual. It keeps what it owns.
    Suspected(Member),
    /// A suspected member was heard of again.
    Recovered(Member),
    /// A member went away on purpose. Final for this incarnation.
    Left(Member),
    /// A member was silent for so long that it is taken for dead, or a newer incarnation took its address.
    Down(Member),
}

impl MemberEvent {
    /// The member that the event is about.
    #[must_use]
    pub fn member(&self) -> &Member {
        match self {
            Self::Up(member)
            | Self::Suspected(member)
            | Self::Recovered(member)
            | Self::Left(member)
            | Self::Down(member) => member,
        }
    }
}

/// A subscription to [`MemberEvent`]s; see [`Cluster::events`](crate::cluster::Cluster::events).
///
/// It holds the newest [`EVENT_BUFFER`](crate::base::limits::EVENT_BUFFER) events. A subscriber that reads
/// more slowly than they come misses the oldest ones and is told how many by [`missed`](Self::missed).
#[derive(Debug)]
pub struct MemberEvents {
    present: VecDeque<MemberEvent>,
    events: broadcast::Receiver<MemberEvent>,
    missed: u64,
}

impl MemberEvents {
    /// A subscription that first tells of the members that are `present` already.
    pub(crate) fn new(
        present: VecDeque<MemberEvent>,
        events: broadcast::Receiver<MemberEvent>,
    ) -> Self {
        Self {
            present,
            events,
            missed: 0,
        }
    }

    /// Waits for the next event; `None` when the cluster service has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no event.
    pub async fn recv(&mut self) -> Option<MemberEvent> {
        if let Some(event) = self.present.pop_front() {
            return Some(event);
        }
        loop {
            match self.events.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(missed)) => {
                    self.missed = self.missed.saturating_add(missed);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// The next event if there is one already.
    pub fn try_recv(&mut self) -> Option<MemberEvent> {
        if let Some(event) = self.present.pop_front() {
            return Some(event);
        }
        loop {
            match self.events.try_recv() {
                Ok(event) => return Some(event),
                Err(TryRecvError::Lagged(missed)) => {
                    self.missed = self.missed.saturating_add(missed);
                }
                Err(TryRecvError::Empty | TryRecvError::Closed) => return None,
            }
        }
    }

    /// How many events this subscription missed because it was read too slowly.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }
}
