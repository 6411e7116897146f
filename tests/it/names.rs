//! Names, paths and incarnations.

use std::sync::Arc;

use akt::prelude::*;
use tokio::sync::Barrier;

use crate::support::{Log, Seeded, on_every_runtime, soon, task, thread, until};

#[actor]
struct Plain;

#[handlers]
impl Plain {
    #[handler]
    pub fn uid(&self, ctx: &Ctx) -> u64 {
        ctx.uid()
    }

    #[handler]
    pub async fn child(&self, name: String, ctx: &mut Ctx) -> Result<PlainRef, String> {
        let child = ctx.spawn(Self).name(name).await;
        child.map_err(|error| error.to_string())
    }

    #[handler]
    pub async fn nameless_child(&self, ctx: &mut Ctx) -> Option<PlainRef> {
        ctx.spawn(Self).await.ok()
    }
}

#[actor]
struct Other;

#[handlers]
impl Other {
    #[handler]
    pub fn nothing(&self) {}
}

/// As [`Plain`], with a start hook: the other way into life.
#[actor]
struct Hooked;

#[handlers]
impl Hooked {
    #[on(start)]
    async fn start(&mut self) {
        tokio::task::yield_now().await;
    }

    #[handler]
    pub fn nothing(&self) {}
}

#[test]
fn names_follow_the_rules() {
    on_every_runtime(|system| async move {
        let longest = "n".repeat(256);
        let too_long = "n".repeat(257);
        for name in ["a", "with space", "ünïcödé", ".", &longest] {
            let actor = system.spawn(Plain).name(name).await.unwrap();
            assert_eq!(actor.path().as_str(), format!("/user/{name}"));
            assert_eq!(actor.path().name(), name);
            let found = system.find::<Plain>(name).unwrap();
            assert_eq!(found, actor);
            assert_eq!(system.find::<Plain>(actor.path().as_str()), Some(actor));
        }
        for name in ["", "a/b", "/", "$1", "new\nline", "nul\0", &too_long] {
            let refused = system.spawn(Plain).name(name).await;
            assert!(matches!(refused, Err(SpawnError::NameInvalid(bad)) if bad == name));
        }
    });
}

#[test]
fn a_nameless_actor_has_a_path_of_its_own_and_is_not_found() {
    on_every_runtime(|system| async move {
        let first = system.spawn(Plain).await.unwrap();
        let second = system.spawn(Plain).await.unwrap();
        assert_ne!(first.path(), second.path());
        assert!(first.path().as_str().starts_with("/user/$"));
        assert!(system.find_any(first.path().as_str()).is_none());
        let child = first.nameless_child().await.unwrap().unwrap();
        let expected = format!("{}/{}", first.path(), child.path().name());
        assert_eq!(child.path().as_str(), expected);
        assert!(child.path().name().starts_with('$'));
    });
}

#[test]
fn a_name_is_unique_among_siblings_only() {
    on_every_runtime(|system| async move {
        let first = system.spawn(Plain).name("first").await.unwrap();
        let second = system.spawn(Plain).await.unwrap();
        let one = first.child("twin".into()).await.unwrap();
        let two = second.child("twin".into()).await.unwrap();
        assert_eq!(one.path().as_str(), "/user/first/twin");
        assert_eq!(two.path().as_str(), format!("{}/twin", second.path()));
        assert_eq!(system.find::<Plain>("/user/first/twin"), Some(one));
        let taken = first.child("twin".into()).await;
        assert!(
            matches!(taken, Err(AskError::Handler(text)) if text.contains("taken")),
            "the second twin of one parent"
        );
        assert!(
            system.find_any("twin").is_none(),
            "a bare name is top level"
        );
    });
}

#[test]
fn a_find_of_another_type_finds_nothing() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(Plain).name("it").await.unwrap();
        assert!(system.find::<Other>("it").is_none());
        assert!(system.find::<Plain>("nobody").is_none());
        let any = system.find_any("it").unwrap();
        assert_eq!(any.uid(), ActorRef::uid(&actor));
        assert!(any.downcast::<OtherProtocol>().is_none());
        assert!(any.remote_name().is_none(), "not declared remote");
    });
}

/// Looks for itself while it is dropped.
#[actor]
struct Narcissus {
    system: ActorSystem,
    log: Log,
}

#[handlers]
impl Narcissus {
    #[handler]
    pub fn nothing(&self) {}
}

impl Drop for Narcissus {
    fn drop(&mut self) {
        let system = &self.system;
        self.log.add(format!(
            "{} {} {} {}",
            system.find_any("it").is_some(),
            system.find::<Self>("it").is_some(),
            system.reinstate("it"),
            system.restart("it"),
        ));
    }
}

#[test]
fn an_actor_that_has_ended_is_not_found_while_its_state_is_still_dropped() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let actor = Narcissus {
            system: system.clone(),
            log: log.clone(),
        };
        let actor = system.spawn(actor).name("it").await.unwrap();
        soon(actor.nothing()).await.unwrap();
        assert_eq!(system.find::<Narcissus>("it"), Some(actor.clone()));
        actor.kill();
        soon(actor.stopped()).await;
        assert_eq!(log.all(), ["false false false false"]);
    });
}

#[test]
fn a_name_can_be_taken_again_and_the_incarnation_tells_them_apart() {
    on_every_runtime(|system| async move {
        let rounds = if cfg!(akt_sanitize) { 20 } else { 200 };
        let mut last: Option<HookedRef> = None;
        for round in 0..rounds {
            let actor = system.spawn(Hooked).name("it").await.unwrap();
            if let Some(last) = &last {
                assert_eq!(last.path(), actor.path());
                assert_ne!(last.uid(), actor.uid());
                assert_ne!(*last, actor);
                assert!(last.is_stopped());
                assert_eq!(last.nothing().await, Err(AskError::Stopped));
            }
            assert_eq!(actor.nothing().await, Ok(()));
            if round % 2 == 0 {
                actor.stop();
            } else {
                actor.kill();
            }
            soon(actor.stopped()).await;
            assert!(system.find_any("it").is_none(), "its end frees the name");
            last = Some(actor);
        }
    });
}

#[test]
fn a_uid_never_comes_back() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(Plain).await.unwrap();
        assert_eq!(actor.uid().await, Ok(ActorRef::uid(&actor)));
    });
}

#[test]
fn of_two_spawns_of_one_name_exactly_one_wins() {
    on_every_runtime(|system| async move {
        let rounds = if cfg!(akt_sanitize) { 10 } else { 100 };
        for round in 0..rounds {
            let name = format!("it{round}");
            let start = Arc::new(Barrier::new(4));
            let racers: Vec<_> = (0..4)
                .map(|racer| {
                    let (system, name, start) = (system.clone(), name.clone(), Arc::clone(&start));
                    task(async move {
                        start.wait().await;
                        if racer % 2 == 0 {
                            let won = system.spawn(Plain).name(name).await;
                            won.map(|actor| ActorRef::uid(&actor)).ok()
                        } else {
                            let won = system.spawn(Hooked).name(name).await;
                            won.map(|actor| actor.uid()).ok()
                        }
                    })
                })
                .collect();
            let mut winners = Vec::new();
            for racer in racers {
                winners.extend(racer.await);
            }
            assert_eq!(winners.len(), 1, "round {round}");
            let found = system.find_any(&name).unwrap();
            assert_eq!(found.uid(), winners[0]);
        }
    });
}

/// Finds, spawns and stops one name from many sides: whoever is found answers or has ended, and nobody hangs.
#[test]
fn a_name_that_comes_and_goes_is_never_stuck() {
    on_every_runtime(|system| async move {
        let rounds = if cfg!(akt_sanitize) { 50 } else { 400 };
        let mut seeded = Seeded::new();
        let seeds: Vec<u64> = (0..4).map(|_| seeded.below(u64::MAX)).collect();
        let racers: Vec<_> = seeds
            .into_iter()
            .map(|seed| {
                let system = system.clone();
                task(async move {
                    for round in 0..rounds {
                        match (seed >> (round % 60)) & 3 {
                            0 | 1 => {
                                if let Ok(actor) = system.spawn(Hooked).name("it").await {
                                    assert!(actor.nothing().await.is_ok() || actor.is_stopped());
                                }
                            }
                            2 => {
                                if let Some(found) = system.find::<Hooked>("it") {
                                    let answer = found.nothing().await;
                                    assert!(
                                        answer.is_ok() || answer == Err(AskError::Stopped),
                                        "{answer:?}"
                                    );
                                }
                            }
                            _ => {
                                if let Some(found) = system.find::<Hooked>("it") {
                                    found.stop();
                                    found.stopped().await;
                                }
                            }
                        }
                    }
                })
            })
            .collect();
        for racer in racers {
            soon(racer).await;
        }
        if let Some(last) = system.find::<Hooked>("it") {
            last.stop();
            last.stopped().await;
        }
        assert!(
            system.spawn(Hooked).name("it").await.is_ok(),
            "name is free"
        );
    });
}

#[test]
fn a_factory_that_panics_at_the_first_start_leaves_the_name_free() {
    on_every_runtime(|system| async move {
        let spawned = system
            .spawn_with(|| -> Plain { panic!("planned: factory") })
            .name("it")
            .await;
        let Err(error) = spawned else {
            panic!("it started")
        };
        assert!(error.to_string().contains("planned: factory"), "{error}");
        assert!(system.spawn(Plain).name("it").await.is_ok());
        until("only one lives", || system.top_level_actors() == 1).await;
    });
}

#[test]
fn names_are_taken_from_threads_outside_the_runtime() {
    on_every_runtime(|system| async move {
        let spawner = {
            let system = system.clone();
            thread(move || {
                (0..50)
                    .filter(|_| system.spawn(Plain).name("it").start().is_ok())
                    .count()
            })
        };
        let mine = (0..50)
            .filter(|_| system.spawn(Plain).name("it").start().is_ok())
            .count();
        until("the thread is through", || spawner.is_finished()).await;
        assert_eq!(mine + spawner.join().unwrap(), 1);
    });
}
