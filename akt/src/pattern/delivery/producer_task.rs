//! The task behind a producer: it drives `proto::Producer` between the front and the link to the consumer's endpoint.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::mpsc;

use crate::base::time;
use crate::pattern::delivery::endpoint::{Link, ToEndpoint};
use crate::pattern::delivery::front::{Accepted, Cut, Front, FrontEvent};
use crate::pattern::delivery::hub::{Hub, SystemEnd};
use crate::pattern::delivery::proto::{Event, Producer as Proto, ToProducer};
use crate::pattern::delivery::timer::Timer;
use crate::pattern::delivery::{DeliveryFault, Loaded};

/// Gives what a queue holds to the state machine; numbers between that are through are closed.
pub(super) fn resume<M>(proto: &mut Proto<Arc<M>>, loaded: &Loaded<M>, cut: Option<&Cut<M>>) {
    for (seq, message) in &loaded.unconfirmed {
        while proto.next() < *seq {
            proto.offer_closed();
        }
        // A message that was accepted can be cut; with another limit today it travels whole.
        let parts = cut.and_then(|cut| cut(message).ok().flatten());
        proto.offer(Arc::clone(message), parts);
    }
    while proto.next() < loaded.next {
        proto.offer_closed();
    }
}

/// Waits for room on the link.
type Room = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(super) struct ProducerTask<M> {
    hub: Arc<Hub>,
    front: Front<M>,
    proto: Proto<Arc<M>>,
    link: Link<M>,
    answers: mpsc::Receiver<ToProducer>,
    /// Some while the link is full.
    room: Option<Room>,
    system_end: SystemEnd,
    timer: Timer,
}

enum Input<M> {
    Answer(Option<ToProducer>),
    Front(FrontEvent<M>),
    /// There is room on the link; or there is no link any more.
    Room,
    SystemEnded,
    Timer,
}

impl<M: Send + Sync + 'static> ProducerTask<M> {
    pub(super) fn new(
        hub: Arc<Hub>,
        front: Front<M>,
        proto: Proto<Arc<M>>,
        link: Link<M>,
        answers: mpsc::Receiver<ToProducer>,
    ) -> Self {
        Self {
            system_end: hub.end(),
            hub,
            front,
            proto,
            link,
            answers,
            room: None,
            timer: Timer::default(),
        }
    }

    pub(super) async fn run(mut self) {
        let fault = loop {
            self.transmit();
            if self.front.is_done() {
                break DeliveryFault::Stopped;
            }
            let input = poll_fn(|cx| self.poll_input(cx)).await;
            if let Some(fault) = self.take(input) {
                break fault;
            }
        };
        self.proto.end();
        while let Some(frame) = self.proto.poll_transmit(time::now()) {
            // An endpoint that hears no goodbye forgets a silent producer in time.
            let _ = self.link.try_send(ToEndpoint::Frame(frame));
        }
        // The endpoint must not wait for anybody who has stopped listening.
        drop(self.answers);
        self.front.end(fault).await;
    }

    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Input<M>> {
        if self.system_end.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Input::SystemEnded);
        }
        if let Poll::Ready(answer) = self.answers.poll_recv(cx) {
            return Poll::Ready(Input::Answer(answer));
        }
        if let Poll::Ready(event) = self.front.poll_event(cx) {
            return Poll::Ready(Input::Front(event));
        }
        if let Some(room) = &mut self.room
            && room.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Input::Room);
        }
        self.timer
            .poll(cx, self.proto.poll_timeout())
            .map(|()| Input::Timer)
    }

    /// Takes an input; why to end, if it is the last one.
    fn take(&mut self, input: Input<M>) -> Option<DeliveryFault> {
        match input {
            Input::SystemEnded => return Some(DeliveryFault::SystemStopped),
            Input::Answer(Some(answer)) => {
                self.proto.handle_frame(time::now(), answer);
                while let Ok(more) = self.answers.try_recv() {
                    self.proto.handle_frame(time::now(), more);
                }
                return self.events();
            }
            // An endpoint that ends says why, unless it panics or ends with the system.
            Input::Answer(None) => {
                return Some(if self.hub.has_ended() {
                    DeliveryFault::SystemStopped
                } else {
                    DeliveryFault::Panicked
                });
            }
            Input::Front(FrontEvent::Accepted(accepted)) => {
                for Accepted {
                    seq,
                    message,
                    parts,
                } in accepted
                {
                    debug_assert_eq!(seq, self.proto.next(), "numbers are given in order");
                    self.proto.offer(message, parts);
                }
            }
            Input::Front(FrontEvent::Changed) => {}
            Input::Front(FrontEvent::End(fault)) => return Some(fault),
            // Without a link, the answers end as well.
            Input::Room => self.room = None,
            Input::Timer => self.proto.handle_timeout(time::now()),
        }
        None
    }

    fn events(&mut self) -> Option<DeliveryFault> {
        while let Some(event) = self.proto.poll_event() {
            match event {
                Event::Confirmed { seq } => self.front.confirmed(seq),
                Event::Rejected {
                    seq,
                    attempts,
                    reason,
                    payload,
                } => self.front.rejected(seq, attempts, reason, payload),
                Event::Fenced { by } => return Some(DeliveryFault::Fenced { by }),
                Event::Gone => return Some(DeliveryFault::ConsumerStopped),
                Event::Behind { seen } => return Some(DeliveryFault::QueueBehind { seen }),
            }
        }
        None
    }

    /// Sends what there is to send, as long as the link has room.
    fn transmit(&mut self) {
        let now = time::now();
        while self.room.is_none() {
            if self.link.capacity() == 0 && !self.link.is_closed() {
                let link = self.link.clone();
                self.room = Some(Box::pin(async move { drop(link.reserve().await) }));
                return;
            }
            let Some(frame) = self.proto.poll_transmit(now) else {
                return;
            };
            // A frame that finds no room is lost, as on any link: the timer sends it again.
            let _ = self.link.try_send(ToEndpoint::Frame(frame));
        }
    }
}
