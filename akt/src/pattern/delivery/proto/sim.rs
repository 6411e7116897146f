//! Producer and consumer over a link that loses, doubles and reorders, with crashes of both sides, from seeds.
//!
//! Each run is a function of its seed, which is printed before it: the last one printed is the one that failed. Run it
//! alone with `AKT_SEED=<seed>`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::frame::{Body, What};
use super::{
    Consumer, Event, Intake, Join, Outcome, Producer, Session, Ticket, ToConsumer, ToProducer, cut,
};
use crate::base::backoff::Backoff;
use crate::base::rng::Rng;
use crate::base::time::{self, Instant};

const MESSAGES: u64 = 60;
const ATTEMPTS: u32 = 4;
const LOG: u64 = 77;
const CRASHES: u32 = 8;
/// Far longer than any run takes.
const END: Duration = Duration::from_secs(4000);

/// What a run may meet.
#[derive(Debug, Clone, Copy)]
struct Weather {
    /// Frames of 100 that are lost, and that come twice.
    lost: u64,
    doubled: u64,
    /// Longest time on the link, in milliseconds: what is longer than the gap between two frames reorders.
    delay: u64,
    /// Handlings of 100 that fail.
    failing: u64,
    /// Steps of 1000 at which a side crashes.
    crashes: u64,
}

/// The durable queue: what was stored, and what is known to be through.
#[derive(Debug, Default)]
struct Store {
    epoch: u64,
    next: u64,
    unconfirmed: BTreeMap<u64, u64>,
    /// Confirmations that are not written yet: lost in a crash.
    unwritten: BTreeSet<u64>,
}

struct World {
    rng: Rng,
    weather: Weather,
    start: Instant,
    now: Instant,
    window: u64,
    in_flight: usize,
    /// Bytes of the parts in which this run sends messages; none if it sends them whole.
    cut: Option<usize>,
    /// How the messages of each session are taken.
    intakes: BTreeMap<u64, Intake<u64>>,
    producer: Producer<u64>,
    /// An earlier run that does not know that it is over.
    zombie: Option<Producer<u64>>,
    consumer: Consumer<u64>,
    life: u64,
    store: Store,
    to_consumer: Vec<(Instant, ToConsumer<u64>)>,
    to_producer: Vec<(Instant, ToProducer)>,
    handling: Vec<(Instant, Ticket, u64)>,
    /// How often each message was handled with success.
    handled: BTreeMap<u64, u32>,
    rejected: BTreeMap<u64, u32>,
    confirmed: BTreeSet<u64>,
    crashed: u32,
    fenced: u32,
}

fn join(parts: &[Bytes]) -> Result<u64, String> {
    let text = parts.concat();
    let text = std::str::from_utf8(&text).map_err(|error| error.to_string())?;
    text.trim_start()
        .parse()
        .map_err(|_| format!("no number: {text}"))
}

/// Bytes of the text that holds a number.
const TEXT: usize = 30;

fn parts(number: u64, size: usize) -> Vec<Bytes> {
    cut(&Bytes::from(format!("{number:>TEXT$}")), size)
}

impl World {
    fn new(seed: u64, weather: Weather) -> Self {
        let mut rng = Rng::seeded(seed);
        let window = 1 + rng.next_u64() % 12;
        let in_flight = [1, 3][usize::from(rng.next_u64().is_multiple_of(2))];
        let start = time::now();
        let mut world = Self {
            producer: Producer::new(session(1, 1), resend()),
            consumer: Consumer::new(1, intake(window, in_flight, None)),
            rng,
            weather,
            start,
            now: start,
            window,
            in_flight,
            cut: None,
            intakes: BTreeMap::new(),
            zombie: None,
            life: 1,
            store: Store {
                epoch: 1,
                next: 1,
                ..Store::default()
            },
            to_consumer: Vec::new(),
            to_producer: Vec::new(),
            handling: Vec::new(),
            handled: BTreeMap::new(),
            rejected: BTreeMap::new(),
            confirmed: BTreeSet::new(),
            crashed: 0,
            fenced: 0,
        };
        world.choose_cut();
        world.exchange();
        world
    }

    /// Each run may send its messages in other parts: three to eight of them, or whole.
    fn choose_cut(&mut self) {
        let size = usize::try_from(4 + self.rng.next_u64() % 7).unwrap();
        self.cut = self.chance(1, 2).then_some(size);
        let intake = intake(self.window, self.in_flight, self.cut);
        self.intakes.insert(self.store.epoch, intake);
    }

    fn chance(&mut self, of: u64, in_all: u64) -> bool {
        self.rng.next_u64() % in_all < of
    }

    fn later(&mut self, longest: u64) -> Instant {
        self.now + Duration::from_millis(1 + self.rng.next_u64() % longest.max(1))
    }

    fn run(&mut self) {
        while !(self.store.next > MESSAGES && self.store.unconfirmed.is_empty()) {
            assert!(self.now - self.start < END, "it never ends");
            self.step();
        }
    }

    fn step(&mut self) {
        self.now += Duration::from_millis(1 + self.rng.next_u64() % 20);
        let room = self.store.unconfirmed.len() < usize::try_from(self.window).unwrap();
        if self.store.next <= MESSAGES && room && self.chance(1, 2) {
            let seq = self.store.next;
            self.store.next += 1;
            self.store.unconfirmed.insert(seq, seq);
            assert_eq!(self.producer.next(), seq);
            self.producer
                .offer(seq, self.cut.map(|size| parts(seq, size)));
        }
        self.deliver();
        self.handle();
        self.producer.handle_timeout(self.now);
        if let Some(zombie) = &mut self.zombie {
            zombie.handle_timeout(self.now);
        }
        self.exchange();
        // A few only: with ever more of them, what is stuck after one is set free by the next.
        if self.crashed < CRASHES {
            if self.chance(self.weather.crashes, 1000) {
                self.crash_producer();
            }
            if self.chance(self.weather.crashes, 1000) {
                self.crash_consumer();
            }
        }
        self.check_memory();
    }

    /// Moves what the sides want to send onto the link, as the weather is.
    fn exchange(&mut self) {
        while let Some(frame) = self.producer.poll_transmit(self.now) {
            self.carry(frame);
        }
        if let Some(mut zombie) = self.zombie.take() {
            while let Some(frame) = zombie.poll_transmit(self.now) {
                self.carry(frame);
            }
            self.zombie = Some(zombie);
        }
        while let Some(frame) = self.consumer.poll_transmit() {
            for _ in 0..self.copies() {
                let at = self.later(self.weather.delay);
                self.to_producer.push((at, frame.clone()));
            }
        }
    }

    fn carry(&mut self, frame: ToConsumer<u64>) {
        for _ in 0..self.copies() {
            let at = self.later(self.weather.delay);
            self.to_consumer.push((at, frame.clone()));
        }
    }

    fn copies(&mut self) -> u32 {
        if self.chance(self.weather.lost, 100) {
            return 0;
        }
        1 + u32::from(self.chance(self.weather.doubled, 100))
    }

    /// Gives both sides what has arrived.
    fn deliver(&mut self) {
        let now = self.now;
        let mut frames: Vec<_> = self
            .to_consumer
            .extract_if(.., |(at, _)| *at <= now)
            .collect();
        frames.sort_by_key(|(at, _)| *at);
        for (_, frame) in frames {
            let intake = self.intakes.get(&frame.session).copied();
            self.consumer.handle_frame(frame, intake);
        }
        let mut frames: Vec<_> = self
            .to_producer
            .extract_if(.., |(at, _)| *at <= now)
            .collect();
        frames.sort_by_key(|(at, _)| *at);
        for (_, frame) in frames {
            if let Some(zombie) = &mut self.zombie {
                zombie.handle_frame(now, frame.clone());
            }
            self.producer.handle_frame(now, frame);
        }
        while let Some(event) = self.zombie.as_mut().and_then(Producer::poll_event) {
            match event {
                Event::Fenced { by } => {
                    assert!(by > 1);
                    self.fenced += 1;
                }
                // The consumer does not know yet that the next run has begun.
                Event::Confirmed { .. } => {}
                Event::Rejected { seq, .. } => *self.rejected.entry(seq).or_default() += 1,
                Event::Gone | Event::Behind { .. } => panic!("nobody is gone, nothing is lost"),
            }
        }
        while let Some(event) = self.producer.poll_event() {
            self.know(event);
        }
    }

    fn know(&mut self, event: Event<u64>) {
        let seq = match event {
            Event::Confirmed { seq } => {
                let handled = self.handled.contains_key(&seq) || self.rejected.contains_key(&seq);
                assert!(handled, "{seq} is confirmed and was not handled");
                seq
            }
            Event::Rejected {
                seq,
                attempts,
                payload,
                ..
            } => {
                assert_eq!((payload, attempts), (seq, ATTEMPTS));
                *self.rejected.entry(seq).or_default() += 1;
                seq
            }
            other => panic!("the current run ends: {other:?}"),
        };
        let first = self.confirmed.insert(seq);
        assert!(first || self.crashed > 0, "{seq} is confirmed twice");
        self.store.unwritten.insert(seq);
        if self.chance(1, 2) {
            self.write();
        }
    }

    fn write(&mut self) {
        for seq in std::mem::take(&mut self.store.unwritten) {
            self.store.unconfirmed.remove(&seq);
        }
    }

    /// Hands messages to the handler, and takes its outcomes.
    fn handle(&mut self) {
        let now = self.now;
        let ended: Vec<_> = self
            .handling
            .extract_if(.., |(at, ..)| *at <= now)
            .collect();
        for (_, ticket, number) in ended {
            let outcome = if self.chance(self.weather.failing, 100) {
                let reason = Arc::from("planned");
                Outcome::Failed { reason }
            } else {
                *self.handled.entry(number).or_default() += 1;
                Outcome::Confirmed
            };
            self.consumer.handle_outcome(now, ticket, outcome);
        }
        while let Some(handing) = self.consumer.poll_handing(now) {
            assert_eq!(handing.payload, handing.seq);
            self.check_order(handing.seq);
            let at = self.later(30);
            self.handling.push((at, handing.ticket, handing.payload));
        }
        if self.chance(1, 10) {
            self.write();
        }
    }

    /// Everything before a message that is handed out is through, or is with the handler now, or was given up there.
    fn check_order(&self, seq: u64) {
        let with_handler: BTreeSet<u64> =
            self.handling.iter().map(|(.., number)| *number).collect();
        let through = self.consumer_through();
        for earlier in 1..seq {
            assert!(
                self.handled.contains_key(&earlier)
                    || with_handler.contains(&earlier)
                    || self.rejected.contains_key(&earlier)
                    || through.contains(&earlier),
                "{seq} is handed out before {earlier}"
            );
        }
        assert!(with_handler.len() < self.in_flight);
    }

    /// What this consumer has given up, whether or not the producer knows.
    fn consumer_through(&self) -> BTreeSet<u64> {
        self.consumer.given_up().collect()
    }

    fn crash_producer(&mut self) {
        self.crashed += 1;
        self.store.unwritten.clear();
        self.store.epoch += 1;
        self.choose_cut();
        let first = self.store.unconfirmed.keys().next().copied();
        let start = session(self.store.epoch, first.unwrap_or(self.store.next));
        let mut next = Producer::new(start, resend());
        for (&seq, &number) in &self.store.unconfirmed {
            while next.next() < seq {
                next.offer_closed();
            }
            next.offer(number, self.cut.map(|size| parts(number, size)));
        }
        while next.next() < self.store.next {
            next.offer_closed();
        }
        let old = std::mem::replace(&mut self.producer, next);
        self.zombie = self.chance(1, 2).then_some(old);
        self.exchange();
    }

    fn crash_consumer(&mut self) {
        self.crashed += 1;
        self.life += 1;
        self.consumer = Consumer::new(self.life, intake(self.window, self.in_flight, None));
        self.handling.clear();
    }

    fn check_memory(&self) {
        let window = usize::try_from(self.window).unwrap();
        // With holes, slots reach from the first open message to the last.
        assert!(
            self.producer.kept() <= 2 * window,
            "{}",
            self.producer.kept()
        );
        assert!(
            self.consumer.kept() <= 4 * window,
            "{}",
            self.consumer.kept()
        );
        let ranged = self.to_consumer.iter().all(|(_, frame)| match &frame.what {
            What::Message {
                body: Body::Part(part),
                ..
            } => part.index < part.count,
            _ => true,
        });
        assert!(ranged);
    }
}

fn session(epoch: u64, next: u64) -> Session {
    Session {
        session: epoch,
        log: LOG,
        next,
    }
}

fn resend() -> Backoff {
    Backoff::exponential(Duration::from_millis(300), Duration::from_secs(3))
}

fn intake(window: u64, in_flight: usize, cut: Option<usize>) -> Intake<u64> {
    Intake {
        window,
        in_flight,
        attempts: ATTEMPTS,
        retry: Backoff::exponential(Duration::from_millis(10), Duration::from_millis(50)),
        message_bytes: 64,
        buffer_bytes: 100,
        parts: cut.map_or(0, |size| {
            u32::try_from(TEXT.div_ceil(size)).unwrap_or(u32::MAX)
        }),
        join: cut.map(|_| join as Join<u64>),
    }
}

/// Runs many seeds, or the one of `AKT_SEED`.
fn seeds(runs: u64, weather: Weather, check: impl Fn(&World)) {
    let only = std::env::var("AKT_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let (first, runs) = only.map_or((0, runs), |seed| (seed, 1));
    for seed in first..first + runs {
        println!("AKT_SEED={seed} {weather:?}");
        let mut world = World::new(seed, weather);
        world.run();
        check(&world);
    }
}

const STORM: Weather = Weather {
    lost: 20,
    doubled: 10,
    delay: 200,
    failing: 0,
    crashes: 0,
};

#[test]
fn without_crashes_every_message_is_handled_exactly_once_and_in_order() {
    seeds(100, STORM, |world| {
        let once: BTreeMap<u64, u32> = (1..=MESSAGES).map(|seq| (seq, 1)).collect();
        assert_eq!(world.handled, once);
        assert_eq!(world.confirmed.len() as u64, MESSAGES);
    });
}

#[test]
fn a_message_whose_handler_fails_is_handled_once_or_given_up_once() {
    let failing = 40;
    seeds(100, Weather { failing, ..STORM }, |world| {
        for seq in 1..=MESSAGES {
            let handled = world.handled.get(&seq).copied().unwrap_or_default();
            let rejected = world.rejected.get(&seq).copied().unwrap_or_default();
            assert_eq!(handled + rejected, 1, "{seq}");
        }
    });
}

#[test]
fn with_crashes_every_message_is_handled_at_least_once_and_in_order() {
    let crashes = 10;
    let fenced = std::cell::Cell::new(0);
    seeds(100, Weather { crashes, ..STORM }, |world| {
        for seq in 1..=MESSAGES {
            assert!(world.handled.contains_key(&seq), "{seq} was not handled");
        }
        fenced.set(fenced.get() + world.fenced);
    });
    let alone = std::env::var("AKT_SEED").is_ok();
    assert!(alone || fenced.get() > 20, "old runs are fenced");
}

#[test]
fn with_crashes_and_failures_no_message_is_lost() {
    let weather = Weather {
        crashes: 10,
        failing: 30,
        ..STORM
    };
    seeds(100, weather, |world| {
        for seq in 1..=MESSAGES {
            let through = world.handled.contains_key(&seq) || world.rejected.contains_key(&seq);
            assert!(through, "{seq} is lost");
        }
    });
}

#[test]
fn equal_seeds_give_equal_runs() {
    let run = |seed| {
        let weather = Weather {
            crashes: 10,
            failing: 30,
            ..STORM
        };
        let mut world = World::new(seed, weather);
        world.run();
        (world.now - world.start, world.handled, world.crashed)
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5).0, run(6).0);
}
