//! Whole nodes in one process: each with a tokio runtime of its own, so that it can be killed as a process is.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use akt::cluster::Cluster;
use akt::grain::{Grains, GrainsBuilder};
use akt::remote::{Identity, Remote};
use akt::system::ActorSystem;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// How long a test waits for what should take milliseconds.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A member of a cluster, with its share of the grains.
#[derive(Debug)]
pub struct Node {
    /// Its system.
    pub system: ActorSystem,
    /// Its remoting.
    pub remote: Remote,
    /// Its membership.
    pub cluster: Cluster,
    /// Its grains.
    pub grains: Grains,
    runtime: Runtime,
}

impl Node {
    /// Starts a node that joins through `seeds` and runs the kinds that `register` names.
    ///
    /// # Panics
    /// When anything fails.
    pub fn start(
        name: &str,
        seeds: &[SocketAddr],
        register: fn(GrainsBuilder) -> GrainsBuilder,
    ) -> Self {
        Self::start_with(
            name,
            seeds,
            register,
            Duration::from_secs(3),
            Duration::from_secs(6),
        )
    }

    /// As [`Node::start`], with the silences after which a member is suspected and taken for dead.
    ///
    /// # Panics
    /// When anything fails.
    pub fn start_with(
        name: &str,
        seeds: &[SocketAddr],
        register: fn(GrainsBuilder) -> GrainsBuilder,
        suspect_after: Duration,
        down_after: Duration,
    ) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let (system, remote, cluster, grains) = runtime.block_on(async {
            let system = ActorSystem::new(name).expect("a system starts");
            let identity =
                Identity::development("a phrase that the tests share").expect("an identity");
            let remote = Remote::builder()
                .bind("127.0.0.1:0")
                .cluster_id("it")
                .identity(identity)
                .start(&system)
                .await
                .expect("remoting starts");
            let cluster = Cluster::builder()
                .name(name)
                .seeds(seeds.iter().copied())
                .gossip_interval(Duration::from_millis(50))
                .suspect_after(suspect_after)
                .down_after(down_after)
                .start(&remote)
                .await
                .expect("the node joins");
            let grains = register(Grains::builder(&cluster))
                .start()
                .expect("grains start");
            (system, remote, cluster, grains)
        });
        Self {
            system,
            remote,
            cluster,
            grains,
            runtime,
        }
    }

    /// Where the node listens.
    pub fn addr(&self) -> SocketAddr {
        self.remote.node().addr
    }

    /// Runs a future on this node.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Runs a future on this node while the caller does something else.
    pub fn spawn<F>(&self, future: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime.spawn(future)
    }

    /// Waits until the node sees `members` members.
    ///
    /// # Panics
    /// When it does not in time.
    pub fn sees(&self, members: usize) {
        self.run(self.cluster.wait_for_members(members, PATIENCE))
            .expect("the members are there in time");
    }

    /// Ends the node as `kill -9` ends a process: no goodbye, no last word.
    pub fn kill(self) {
        self.runtime.shutdown_background();
    }
}

/// Three nodes that know each other; the second joins through the first, the third through the second.
pub fn three(register: fn(GrainsBuilder) -> GrainsBuilder) -> [Node; 3] {
    let first = Node::start("one", &[], register);
    let second = Node::start("two", &[first.addr()], register);
    let third = Node::start("three", &[second.addr()], register);
    let nodes = [first, second, third];
    for node in &nodes {
        node.sees(3);
    }
    nodes
}

/// Waits until `holds`, asking every few milliseconds.
///
/// # Panics
/// When it does not hold in time.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "in {PATIENCE:?}: {what}");
        std::thread::yield_now();
    }
}
