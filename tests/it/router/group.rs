//! Groups: actors that others own.

use akt::actor::{NotRouted, SendFault};
use akt::pattern::router::{Router, RouterError};

use super::{Shop, Worker, events, next};
use crate::support::{in_virtual_time, on_every_runtime, soon};

#[test]
fn actors_come_and_go_and_the_dead_leave_by_themselves() {
    on_every_runtime(|system| async move {
        let shop = Shop::default();
        let group = Router::<Worker, _>::group(&system).name("clerks").build();
        let events = events(&system);
        let mut clerks = Vec::new();
        for name in ["anna", "berta", "carla"] {
            let clerk = system.spawn(shop.worker()).name(name).await.unwrap();
            assert!(group.add(&clerk).unwrap());
            clerks.push(clerk);
        }
        assert!(!group.add(&clerks[0]).unwrap(), "once is enough");
        for name in ["anna", "berta", "carla"] {
            assert_eq!(
                next(&events).await,
                format!("/router/clerks has /user/{name}")
            );
        }
        for me in [0, 1, 2, 0] {
            assert_eq!(soon(group.work(0)).await.unwrap(), me);
        }
        assert!(group.remove(&clerks[0]));
        assert!(!group.remove(&clerks[0]));
        assert_eq!(next(&events).await, "/router/clerks let go of /user/anna");
        clerks[1].stop();
        assert_eq!(
            next(&events).await,
            "/user/berta of /router/clerks ended: stopped"
        );
        for _ in 0..3 {
            assert_eq!(soon(group.work(0)).await.unwrap(), 2);
        }
        assert_eq!(
            soon(clerks[0].work(0)).await.unwrap(),
            0,
            "who was let go lives"
        );
        assert!(group.add(&clerks[0]).unwrap(), "and may come back");
        assert_eq!(group.stats().routees.len(), 2);
    });
}

#[test]
fn the_dead_are_passed_over_before_they_have_left() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let group = Router::<Worker, _>::group(&system).build();
        let mut clerks = Vec::new();
        for _ in 0..3 {
            let clerk = system.spawn(shop.worker()).await.unwrap();
            soon(clerk.work(0)).await.unwrap();
            clerks.push(clerk);
        }
        for clerk in &clerks[..2] {
            clerk.kill();
            soon(clerk.stopped()).await;
        }
        for clerk in &clerks {
            group.add(clerk).unwrap();
        }
        // Nothing has been awaited since, so the watch of a dead one has not run.
        assert_eq!(group.stats().routees.len(), 3);
        for number in 0..9 {
            group.work(number).tell().unwrap();
        }
        let stats = group.stats();
        let routed: Vec<u64> = stats.routees.iter().map(|clerk| clerk.routed).collect();
        assert_eq!(routed, [0, 0, 9]);
        clerks[2].kill();
        soon(clerks[2].stopped()).await;
        let back = group.work(0).tell().unwrap_err();
        assert_eq!(back.fault(), &SendFault::NotRouted(NotRouted::NoRoutees));
    });
}

#[test]
fn a_group_that_is_stopped_lets_its_actors_live() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let group = Router::<Worker, _>::group(&system).build();
        let clerk = system.spawn(shop.worker()).await.unwrap();
        group.add(&clerk).unwrap();
        group.stop();
        soon(group.stopped()).await;
        assert_eq!(
            group.work(0).tell().unwrap_err().fault(),
            &SendFault::Stopped
        );
        assert!(matches!(group.add(&clerk), Err(RouterError::Stopped)));
        assert_eq!(clerk.work(0).await.unwrap(), 0);
    });
}

#[test]
fn a_pool_may_be_one_of_a_group() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let workers = super::pool(&system, 2)
            .spawn_with(shop.factory())
            .await
            .unwrap();
        let single = system.spawn(shop.worker()).await.unwrap();
        let group = Router::<Worker, _>::group(&system).build();
        assert!(group.add(&workers).unwrap());
        assert!(group.add(&single).unwrap());
        let mut answers = Vec::new();
        for _ in 0..4 {
            answers.push(group.work(0).await.unwrap());
        }
        assert_eq!(answers, [0, 2, 1, 2]);
        assert_eq!(
            group.stats().routees[0].load,
            None,
            "of another router nothing is known"
        );
    });
}
