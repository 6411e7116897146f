//! The task that moves membership: gossip into the view, the view's conclusions out to the process.
//!
//! It decides nothing; `cluster::proto` does.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tracing::{debug, info, warn};

use crate::base::{limits, time};
use crate::cluster::gossip::{Agent, Notice, Wire};
use crate::cluster::membership::Membership;
use crate::cluster::proto::{Join, Phase, Verdict, View};

/// What the handles ask of the driver. When all of them are gone, the driver ends.
#[derive(Debug)]
pub(super) enum Command {
    /// Say goodbye, take this node out, then answer.
    Leave(oneshot::Sender<()>),
}

/// Nobody answered before the deadline.
#[derive(Debug)]
pub(super) struct NobodyAnswered;

/// The driver of one node's membership.
pub(super) struct Driver {
    pub(super) agent: Agent,
    pub(super) wire: Wire,
    pub(super) view: View,
    pub(super) membership: Arc<Membership>,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) notices: mpsc::Receiver<Notice>,
    /// How often the view looks at gossip.
    pub(super) tick: Duration,
    pub(super) began: time::Instant,
}

/// A goodbye that is being said.
struct Goodbye {
    unheard: BTreeSet<SocketAddr>,
    deadline: Duration,
    done: Vec<oneshot::Sender<()>>,
}

impl Driver {
    /// Runs until the handles are gone or this node has left. The outcome of the join goes to `joined`.
    pub(super) async fn run(
        mut self,
        join: Join,
        joined: oneshot::Sender<Result<(), NobodyAnswered>>,
    ) {
        let mut joining = Some((join, joined));
        let mut goodbye: Option<Goodbye> = None;
        let mut tick = pin!(time::sleep(Duration::ZERO));
        loop {
            tokio::select! {
                () = &mut tick => {
                    tick.as_mut().reset(time::later(time::now(), self.tick));
                    self.look().await;
                    self.repeat(goodbye.as_ref());
                }
                Some(notice) = self.notices.recv() => self.heed(notice, goodbye.as_mut()),
                command = self.commands.recv() => match command {
                    Some(Command::Leave(done)) => self.begin_to_leave(&mut goodbye, done).await,
                    None => break,
                },
            }
            if let Some((join, joined)) = joining.take() {
                match join.verdict(self.now(), &self.view) {
                    Verdict::Wait if joined.is_closed() => break,
                    Verdict::Wait => joining = Some((join, joined)),
                    Verdict::Ready => {
                        self.agent.set_phase(Phase::Up).await;
                        self.view.announce_up();
                        self.publish();
                        self.say_up();
                        // The handle may have been dropped meanwhile; the next command says so.
                        let _ = joined.send(Ok(()));
                    }
                    Verdict::GiveUp => {
                        let _ = joined.send(Err(NobodyAnswered));
                        break;
                    }
                }
            }
            self.publish();
            if let Some(goodbye) = &mut goodbye {
                // Whoever is no member any more owes no answer: nodes often leave together.
                goodbye
                    .unheard
                    .retain(|addr| self.view.peers().any(|node| node.addr == *addr));
            }
            if goodbye
                .as_ref()
                .is_some_and(|goodbye| goodbye.is_over(self.now()))
            {
                self.finish_leaving(goodbye.take());
                break;
            }
        }
        self.agent.stop();
        self.membership.close();
    }

    fn now(&self) -> Duration {
        time::now().saturating_duration_since(self.began)
    }

    /// Takes in what gossip shows.
    async fn look(&mut self) {
        let observations = self.agent.observe().await;
        let now = self.now();
        self.view.handle_observations(now, &observations);
        self.view.handle_tick(now);
    }

    fn publish(&mut self) {
        if !self.view.take_changed() {
            return;
        }
        let mut events = Vec::new();
        while let Some(event) = self.view.poll_event() {
            info!(event = ?event, "the cluster changed");
            events.push(event);
        }
        self.membership.publish(self.view.members(), events);
    }

    fn heed(&mut self, notice: Notice, goodbye: Option<&mut Goodbye>) {
        match notice {
            Notice::Up(node) => self.view.handle_up(self.now(), node),
            Notice::Leaving(node) => {
                self.view.handle_leaving(node);
                self.publish();
                // Only now: the leaver may rely on being out of this node's view.
                self.wire.say_leaving_seen(node.addr, node.incarnation);
            }
            Notice::LeavingSeen { by, incarnation } => {
                if let Some(goodbye) = goodbye
                    && incarnation == self.membership.me().incarnation
                {
                    goodbye.unheard.remove(&by);
                }
            }
        }
    }

    async fn begin_to_leave(&mut self, goodbye: &mut Option<Goodbye>, done: oneshot::Sender<()>) {
        if let Some(goodbye) = goodbye {
            goodbye.done.push(done);
            return;
        }
        self.agent.set_phase(Phase::Leaving).await;
        *goodbye = Some(Goodbye {
            unheard: self.view.peers().map(|node| node.addr).collect(),
            deadline: self.now() + limits::LEAVE_DEADLINE,
            done: vec![done],
        });
        self.repeat(goodbye.as_ref());
        for node in self.view.peers() {
            self.agent.gossip_with(node.addr);
        }
    }

    /// Says goodbye again to those who have not answered.
    fn repeat(&self, goodbye: Option<&Goodbye>) {
        if let Some(goodbye) = goodbye {
            for &to in &goodbye.unheard {
                self.wire.say_leaving(to, self.membership.me().incarnation);
            }
        }
    }

    /// Everybody has taken this node out of their view, so it can take itself out of its own: until now it
    /// answered for what it owned, from now on it passes on.
    fn finish_leaving(&mut self, goodbye: Option<Goodbye>) {
        self.view.announce_left();
        self.publish();
        let Some(goodbye) = goodbye else { return };
        if goodbye.unheard.is_empty() {
            debug!("every member heard the goodbye");
        } else {
            warn!(unheard = ?goodbye.unheard, "left without an answer from some members");
        }
        for done in goodbye.done {
            let _ = done.send(());
        }
    }

    /// Tells the others without waiting for a round of gossip: until they know, they and this node name different
    /// owners.
    fn say_up(&self) {
        for node in self.view.peers() {
            self.wire
                .say_up(node.addr, self.membership.me().incarnation);
            self.agent.gossip_with(node.addr);
        }
    }
}

impl Goodbye {
    fn is_over(&self, now: Duration) -> bool {
        self.unheard.is_empty() || now >= self.deadline
    }
}
