//! The reply cell: values, drops, wake-ups; under loom every interleaving of the two sides.

#[cfg(akt_loom)]
mod modelled {
    use std::future::Future;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake, Waker};

    use loom::sync::atomic::{AtomicUsize, Ordering};
    use loom::thread;

    use crate::actor::AskError;
    use crate::actor::reply::{Receiver, Reply};

    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::AcqRel);
        }
    }

    fn poll(
        receiver: &mut Receiver<Box<u32>, ()>,
        waker: &Waker,
    ) -> Poll<Result<Box<u32>, AskError<()>>> {
        Pin::new(receiver).poll(&mut Context::from_waker(waker))
    }

    #[test]
    fn loom_a_value_arrives_or_wakes() {
        loom::model(|| {
            let (reply, mut receiver) = Reply::<Box<u32>, ()>::pair();
            let sender = thread::spawn(move || reply.send(Ok(Box::new(7))));
            let count = Arc::new(Count(AtomicUsize::new(0)));
            let waker = Waker::from(Arc::clone(&count));
            let first = poll(&mut receiver, &waker);
            sender.join().unwrap();
            match first {
                Poll::Ready(value) => assert_eq!(value, Ok(Box::new(7))),
                Poll::Pending => {
                    assert_eq!(count.0.load(Ordering::Acquire), 1, "woken once");
                    assert_eq!(poll(&mut receiver, &waker), Poll::Ready(Ok(Box::new(7))));
                }
            }
        });
    }

    #[test]
    fn loom_polled_again_by_another_task() {
        loom::model(|| {
            let (reply, mut receiver) = Reply::<Box<u32>, ()>::pair();
            let first = Arc::new(Count(AtomicUsize::new(0)));
            let second = Arc::new(Count(AtomicUsize::new(0)));
            assert!(poll(&mut receiver, &Waker::from(Arc::clone(&first))).is_pending());
            let sender = thread::spawn(move || reply.send(Ok(Box::new(7))));
            let again = poll(&mut receiver, &Waker::from(Arc::clone(&second)));
            sender.join().unwrap();
            if again.is_pending() {
                assert_eq!(
                    second.0.load(Ordering::Acquire),
                    1,
                    "the waker of the last poll is woken"
                );
                let waker = Waker::from(second);
                assert_eq!(poll(&mut receiver, &waker), Poll::Ready(Ok(Box::new(7))));
            }
        });
    }

    #[test]
    fn loom_either_side_may_leave_first() {
        loom::model(|| {
            let (reply, mut receiver) = Reply::<Box<u32>, ()>::pair();
            let waker = Waker::from(Arc::new(Count(AtomicUsize::new(0))));
            let _ = poll(&mut receiver, &waker);
            let sender = thread::spawn(move || reply.send(Ok(Box::new(7))));
            drop(receiver);
            sender.join().unwrap();
        });
    }

    #[test]
    fn loom_a_dropped_reply_is_an_error() {
        loom::model(|| {
            let (reply, mut receiver) = Reply::<Box<u32>, ()>::pair();
            let sender = thread::spawn(move || drop(reply));
            let waker = Waker::from(Arc::new(Count(AtomicUsize::new(0))));
            let first = poll(&mut receiver, &waker);
            sender.join().unwrap();
            let outcome = if first.is_pending() {
                poll(&mut receiver, &waker)
            } else {
                first
            };
            assert_eq!(outcome, Poll::Ready(Err(AskError::NoReply)));
        });
    }
}

#[cfg(not(akt_loom))]
mod real {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::actor::AskError;
    use crate::actor::reply::{Reply, ReplyPort, unhandled, unhandled_since};

    #[tokio::test]
    async fn a_value_and_an_error_arrive() {
        let (reply, receiver) = Reply::<u32, String>::pair();
        reply.send(Ok(1));
        assert_eq!(receiver.await, Ok(1));
        let (reply, receiver) = Reply::<u32, String>::pair();
        reply.send(Err("no".to_owned()));
        assert_eq!(receiver.await, Err(AskError::Handler("no".to_owned())));
    }

    #[tokio::test]
    async fn a_dropped_reply_says_why() {
        let (reply, receiver) = Reply::<u32>::pair();
        drop(reply);
        assert_eq!(receiver.await, Err(AskError::NoReply));
        let (reply, receiver) = Reply::<u32>::pair();
        unhandled(|| drop(reply));
        assert_eq!(receiver.await, Err(AskError::Stopped));
        let (reply, receiver) = Reply::<u32>::pair();
        unhandled_since(AskError::MailboxFull, || {
            unhandled(|| ());
            drop(reply);
        });
        assert_eq!(receiver.await, Err(AskError::MailboxFull));
        let (reply, receiver) = Reply::<u32>::pair();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _reply = reply;
            panic!("planned");
        }));
        assert!(caught.is_err());
        assert_eq!(receiver.await, Err(AskError::Panicked));
    }

    #[tokio::test]
    async fn a_reply_that_was_given_away_does_not_see_the_panic() {
        let (reply, receiver) = Reply::<u32>::pair();
        let mut kept = None;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            kept = Some(reply);
            panic!("planned");
        }));
        assert!(caught.is_err());
        drop(kept);
        assert_eq!(receiver.await, Err(AskError::NoReply));
    }

    #[test]
    fn values_are_dropped_once_whoever_leaves_first() {
        let counted = Arc::new(());
        let (reply, receiver) = Reply::<Arc<()>>::pair();
        drop(receiver);
        reply.send(Ok(Arc::clone(&counted)));
        let (reply, receiver) = Reply::<Arc<()>>::pair();
        reply.send(Ok(Arc::clone(&counted)));
        drop(receiver);
        Reply::<Arc<()>>::none().send(Ok(Arc::clone(&counted)));
        assert_eq!(Arc::strong_count(&counted), 1);
    }

    #[test]
    fn a_port_gets_the_outcome_once() {
        struct Port(Arc<AtomicUsize>);
        impl ReplyPort<usize, ()> for Port {
            fn complete(self: Box<Self>, outcome: Result<usize, AskError<()>>) {
                self.0.fetch_add(outcome.unwrap_or(100), Ordering::Relaxed);
            }
        }
        let sum = Arc::new(AtomicUsize::new(0));
        let reply = Reply::to_port(Box::new(Port(Arc::clone(&sum))));
        assert!(reply.is_some());
        reply.send(Ok(1));
        drop(Reply::to_port(Box::new(Port(Arc::clone(&sum)))));
        assert_eq!(sum.load(Ordering::Relaxed), 101);
    }

    #[test]
    fn threads_hand_over_many_values() {
        let rounds = if cfg!(akt_sanitize) { 2_000 } else { 20_000 };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let (replies, inbox) = flume::bounded::<Reply<u64>>(16);
        let sender = crate::dispatch::task::spawn_thread("replier", move || {
            for (number, reply) in (0..).zip(inbox) {
                reply.send(Ok(number));
            }
        })
        .expect("a thread starts");
        runtime.block_on(async {
            for number in 0..rounds {
                let (reply, receiver) = Reply::pair();
                replies.send(reply).expect("the replier lives");
                assert_eq!(receiver.await, Ok(number));
            }
        });
        drop(replies);
        sender.join().expect("no panic");
    }
}
