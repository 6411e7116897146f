//! Parents and children: who ends first, and who ends with whom.

use std::sync::Arc;

use akt::prelude::*;
use akt::testkit;
use tokio::sync::Barrier;

use crate::support::{Log, on_every_runtime, soon};

/// A node of a tree that notes its end.
#[actor]
struct Branch {
    name: &'static str,
    children: Vec<Self>,
    log: Log,
    together: Option<Arc<Barrier>>,
}

#[handlers]
impl Branch {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx) -> Result<(), SpawnError> {
        for child in std::mem::take(&mut self.children) {
            let name = child.name;
            ctx.spawn(child).name(name).await?;
        }
        Ok(())
    }

    #[on(stop)]
    async fn stop(&mut self) {
        if let Some(together) = &self.together {
            together.wait().await;
        }
        self.log.add(self.name);
    }

    #[handler]
    pub fn children(&self, ctx: &Ctx) -> usize {
        ctx.children().len()
    }
}

fn tree(log: &Log) -> Branch {
    let leaf = |name, together| Branch {
        name,
        children: Vec::new(),
        log: log.clone(),
        together,
    };
    let together = Arc::new(Barrier::new(2));
    let twins = ["left", "right"].map(|name| leaf(name, Some(Arc::clone(&together))));
    let middle = Branch {
        children: Vec::from(twins),
        ..leaf("middle", None)
    };
    Branch {
        children: vec![middle, leaf("lonely", None)],
        ..leaf("root", None)
    }
}

#[test]
fn children_stop_before_their_parent_and_siblings_at_the_same_time() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let root = system.spawn(tree(&log)).name("root").await.unwrap();
        assert_eq!(root.children().await, Ok(2));
        let leaf = system.find_any("/user/root/middle/left").unwrap();
        assert_eq!(leaf.path().as_str(), "/user/root/middle/left");
        root.stop();
        // The twins wait for each other in their stop hooks: one after the other would never end.
        soon(root.stopped()).await;
        assert!(log.position("left") < log.position("middle"));
        assert!(log.position("right") < log.position("middle"));
        assert!(log.position("middle") < log.position("root"));
        assert!(log.position("lonely") < log.position("root"));
        assert_eq!(log.all().len(), 5, "each stops once: {:?}", log.all());
        assert!(leaf.is_stopped());
        assert!(system.find_any("/user/root/middle/left").is_none());
    });
}

#[test]
fn a_killed_parent_kills_its_children() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let root = system.spawn(tree(&log)).name("root").await.unwrap();
        let leaf = system.find::<Branch>("/user/root/middle/left").unwrap();
        root.kill();
        assert_eq!(soon(root.stopped()).await.reason, StopReason::Killed);
        assert!(leaf.is_stopped());
        assert!(log.all().is_empty(), "no stop hook ran");
    });
}

#[test]
fn a_kill_hurries_children_that_are_stopping() {
    testkit::run(async |kit| {
        let log = Log::default();
        let mut root = tree(&log);
        // Somebody who never comes.
        root.children[1].together = Some(Arc::new(Barrier::new(2)));
        let root = kit.spawn(root).name("root").await.unwrap();
        root.stop();
        kit.settle().await;
        assert!(!root.is_stopped(), "a child hangs in its stop hook");
        root.kill();
        let end = kit.expect_terminated(&root).await;
        assert_eq!(end.reason, StopReason::Killed);
    });
}

#[test]
fn a_parent_forgets_a_child_that_ended() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let root = system.spawn(tree(&log)).name("root").await.unwrap();
        let lonely = system.find::<Branch>("/user/root/lonely").unwrap();
        lonely.stop();
        soon(lonely.stopped()).await;
        while root.children().await != Ok(1) {
            tokio::task::yield_now().await;
        }
    });
}
