//! Every default and bound that a user can meet, each with its unit and its reason.
//!
//! They stand in one file so that "what happens when nobody decides" can be read in one sitting. Where a bound
//! can be set, the option that sets it is named.

use std::time::Duration;

use crate::base::backoff::Backoff;

/// User messages that one actor handles before its worker turns to the next actor.
///
/// Large enough to amortise a scheduling step (about 20 ns), small enough that a flooded actor delays its
/// neighbours by microseconds.
pub const THROUGHPUT: u32 = 32;

/// Longest time a worker runs actors before it gives the thread back to tokio, so that sockets, timers and
/// foreign tasks on the same runtime stay responsive.
pub const SLICE: Duration = Duration::from_micros(50);

/// How long a handler may keep a worker before the watchdog tells it. Set by `ActorSystemBuilder::watchdog`.
///
/// Far longer than any handler should take, short enough to be noticed by whoever looks at the log.
pub const BLOCKED_AFTER: Duration = Duration::from_secs(1);

/// Workers of one dispatcher at most. More than this many cores share the workers.
pub const WORKERS_MAX: usize = 64;

/// Restarts that an actor may use within [`RESTART_WINDOW`] before it is stopped. Set by `Restart::limit`.
pub const RESTARTS: u32 = 5;

/// The window in which [`RESTARTS`] are counted. Set by `Restart::limit`.
pub const RESTART_WINDOW: Duration = Duration::from_secs(10);

/// Pause before the second restart in a window; the first one is made at once, and the pauses double. Set by
/// `Restart::backoff`.
///
/// Long enough that an actor that fails again and again costs little, short enough that nobody notices one pause.
pub const RESTART_BACKOFF_FIRST: Duration = Duration::from_millis(10);

/// Longest pause before a restart. Set by `Restart::backoff`.
pub const RESTART_BACKOFF_LAST: Duration = Duration::from_secs(1);

/// How long one run of a start hook may take. Set by `Spawn::start_timeout`.
///
/// A hook that never ends would keep its spawner waiting for ever.
pub const START_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a stop hook may take before it is dropped. Set by `Spawn::stop_timeout`; less than [`SHUTDOWN_TIMEOUT`], so
/// that a slow hook is not what makes a shutdown kill.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Messages that may wait in the stash of one actor. Set by `#[actor(stash = …)]` and `Spawn::stash`.
///
/// A stash that grows beyond this is a state that never ends.
pub const STASH: usize = 1024;

/// Requests, pipes and later answers that one actor may have in flight together. Beyond it a request is refused, the
/// outcome of a pipe is an error, and messages for handlers that answer later wait, with their room in the mailbox. Set by
/// `#[actor(reentrancy = …, in_flight = …)]`.
pub const IN_FLIGHT: u32 = 1024;

/// Values of one streaming reply that may wait unread at most, whatever credit its handler gives.
pub const STREAM_CREDIT: usize = 65_536;

/// Entries of a message's baggage. It travels with every message that is sent on.
pub const BAGGAGE_ENTRIES: usize = 64;

/// Bytes of a message's baggage, keys and values together, and of its trace. As many as W3C Baggage asks of every part of a
/// system to pass on.
pub const BAGGAGE_BYTES: usize = 8_192;

/// Actors that are looked at to find out whether an ask closes a circle. A longer one is not found, and its asks wait.
pub const CIRCLE_ACTORS: usize = 256;

/// States that an actor may have pushed on top of each other.
pub const BEHAVIOR_STACK: usize = 64;

/// How soon an actor that is idle, and held in memory only by futures that its handlers left behind, looks again whether
/// these are through. Not to be set: nobody waits for the moment at which an idle actor leaves.
pub const PASSIVATION_LOOK: Duration = Duration::from_secs(1);

/// Messages that wait for an actor that comes back, while its last activation ends and the next one is made. More are refused
/// as by a full mailbox, or wait for room. The number of `GRAIN_WAITING`, for the same reason.
pub const REACTIVATION_WAITING: usize = 1024;

/// How often actors are looked at when idle ones are taken out of memory. Set by `Eviction::every`.
///
/// Often enough that memory does not fill up in between, seldom enough that a look at a million actors costs little.
pub const EVICTION_EVERY: Duration = Duration::from_secs(10);

/// What part of the actors is taken out of memory at least when there are too many. Set by `Eviction::fraction`.
///
/// Room for some new ones, so that not every sweep has to take some.
pub const EVICTION_FRACTION: f64 = 0.1;

/// Actors in one snapshot of a system. Set by `SnapshotLimit::actors`.
///
/// Each takes some 200 bytes in it; whoever has more of them looks at a part.
pub const SNAPSHOT_ACTORS: usize = 1_000_000;

/// How long `ActorSystem::shutdown` waits for the actors to stop before it kills what is left.
/// Set by `ActorSystemBuilder::shutdown_timeout`.
pub const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest name of an actor, in bytes: names travel in lookups and logs.
pub const NAME_BYTES_MAX: usize = 256;

/// Dead letters that a slow subscriber may leave unread; later ones are counted instead.
/// Set by the argument of `ActorSystem::dead_letters`.
pub const DEAD_LETTERS_QUEUED: usize = 1024;

/// Dead letters logged per second at most, so that a flood of them does not become a flood of logs; how many more there
/// were is logged once a second. Set by `ActorSystemBuilder::dead_letter_log`.
pub const DEAD_LETTER_LOGS_PER_SECOND: u32 = 10;

/// Most events that one subscription keeps unread, whatever its capacity says: more would be a leak, not a buffer.
/// Set, below this, by `Subscribe::lagging` and `Subscribe::lossless`.
pub const EVENTS_KEPT_MAX: usize = 1024 * 1024;

/// Most topics of one message type, patterns included. A topic without subscribers and handles counts no more.
pub const TOPICS: usize = 65_536;

/// Most subscribers of one topic or pattern, members of groups included: a publisher sends to each of them in turn.
pub const TOPIC_SUBSCRIBERS: usize = 65_536;

/// Most patterns of one message type: each is compared with the name of every topic that is used.
pub const TOPIC_PATTERNS: usize = 1024;

/// Longest name of a topic or a group, in bytes.
pub const TOPIC_NAME_BYTES_MAX: usize = 256;

/// Most phases of a shutdown, the predefined ones included.
pub const SHUTDOWN_PHASES: usize = 64;

/// Most hooks of a shutdown: each may take up to its deadline, so their number bounds the whole.
pub const SHUTDOWN_HOOKS: usize = 1024;

/// A phase of a shutdown may take as many times the shutdown timeout, unless `PhaseSpec::deadline` says otherwise.
/// More than one, so that a hook that hangs does not take the time of those behind it.
pub const SHUTDOWN_PHASE_FACTOR: u32 = 3;

/// Most repetitions of a shutdown hook that fails. Set, below this, by `ShutdownHook::retry`.
pub const SHUTDOWN_RETRIES: u32 = 16;

/// Longest pause before a shutdown hook is tried again; the pause doubles with each repetition.
pub const SHUTDOWN_BACKOFF_MAX: Duration = Duration::from_secs(5);

/// How long killed actors may take to be gone at the end of a system. Only a handler that computes without end takes
/// longer.
pub const SHUTDOWN_KILL_GRACE: Duration = Duration::from_secs(1);

/// Most actors that a shutdown names in its report as not stopped in time.
pub const SHUTDOWN_LISTED: usize = 32;

// ---- schedules

/// Schedules that one system keeps at the same time, those that wait for their one time included: about 400 bytes each.
pub const SCHEDULES_MAX: usize = 1_000_000;

/// Shortest interval of a schedule: the step of the timers.
pub const SCHEDULE_INTERVAL_MIN: Duration = Duration::from_millis(1);

/// Most missed times that a schedule makes up for at once, whatever `CatchUp::Each` says: all are sent in one go.
pub const SCHEDULE_CATCH_UP_MAX: u32 = 1000;

/// How long a schedule by the time of day sleeps at most before it looks at the clock again, so that it notices within
/// this time that the clock was put forward or the machine was suspended.
pub const CRON_LOOK: Duration = Duration::from_secs(60);

/// A clock that is put back by no more than this makes a schedule by the time of day wait for what it has not done yet,
/// so that nothing is done twice. When it is put back by more, what it said before was wrong, and the schedule begins anew.
pub const CRON_SET_BACK: Duration = Duration::from_secs(3600);

// ---- wire

/// Most bytes that one encoded message may have anywhere, 64 MiB. Offsets inside rkyv bytes are 32 bits, and a message
/// is held in memory as a whole on both sides: data beyond this belongs into a stream of messages.
pub const WIRE_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Deepest nesting of boxes, lists and maps that a message may have, in levels: who encodes it refuses what is deeper, and
/// so does who receives it. Validation and decoding recurse once per level; 64 is far beyond data made by people and far
/// below any stack.
pub const WIRE_DEPTH: usize = 64;

/// Most bytes of one encoded grain key. Keys are hashed for every call and travel with it.
pub const GRAIN_KEY_BYTES: usize = 1024;

// ---- remote

/// Most bytes of one message between nodes unless the builder says otherwise, 16 MiB. The receiver holds a message as a
/// whole before it can check it.
pub const REMOTE_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Most bytes that wait for one peer unless the builder says otherwise, 32 MiB: about 40 ms of a fast link.
pub const REMOTE_QUEUE_BYTES: usize = 32 * 1024 * 1024;

/// Most frames that wait for one peer unless the builder says otherwise. It bounds the bookkeeping of tiny messages.
pub const REMOTE_QUEUE_FRAMES: usize = 262_144;

/// Answers may exceed the bounds of the queue of a peer by this factor before they are dropped: an answer cannot be given
/// back to anyone, a request can.
pub const REMOTE_REPLY_FACTOR: usize = 2;

/// Most asks to one peer that wait for their answer unless the builder says otherwise.
pub const REMOTE_PENDING_ASKS: usize = 262_144;

/// Bytes that are gathered into one write. Larger gives nothing: QUIC cuts packets of at most 64 KiB of segments.
pub const REMOTE_BATCH_BYTES: usize = 64 * 1024;

/// Ordered lanes to each peer unless the builder says otherwise. Each is a QUIC stream: a lost packet delays one of them.
pub const REMOTE_LANES: usize = 4;

/// Most lanes that a peer may open.
pub const REMOTE_PEER_LANES: usize = 16;

/// How long an ask waits for the answer of another node unless the call says otherwise.
pub const REMOTE_ASK_TIMEOUT: Duration = Duration::from_secs(30);

/// How often asks past their deadline are collected. Coarse, because a deadline of seconds needs no more.
pub const REMOTE_SWEEP: Duration = Duration::from_millis(100);

/// How long a connection may take from the first packet to the agreement of both nodes.
pub const REMOTE_DIAL_TIMEOUT: Duration = Duration::from_secs(3);

/// Shortest wait after a failed connection attempt; it doubles with every further one.
pub const REMOTE_BACKOFF_FIRST: Duration = Duration::from_millis(100);

/// Longest wait after a failed connection attempt.
pub const REMOTE_BACKOFF_LAST: Duration = Duration::from_secs(2);

/// How long a connection must have lasted for its loss to be followed by a dial at once; after a shorter one the node waits
/// as after a failed attempt.
pub const REMOTE_SETTLED: Duration = Duration::from_secs(5);

/// How long a peer may be silent before its connection counts as lost.
pub const REMOTE_IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// How often a silent connection is kept alive; several times per [`REMOTE_IDLE_TIMEOUT`].
pub const REMOTE_KEEP_ALIVE: Duration = Duration::from_secs(1);

/// How long an orderly close waits for what is queued.
pub const REMOTE_FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the end of a node waits for the last packets of connections when some of them were begun lately and never
/// finished: QUIC would keep those for seconds, to repeat a goodbye that nobody hears.
pub const REMOTE_SILENT_CLOSE: Duration = Duration::from_millis(500);

/// Most bytes of an error text, a reason or a name in a frame.
pub const REMOTE_TEXT_BYTES: usize = 4096;

/// Most protocols that a node announces when it connects.
pub const REMOTE_PROTOCOLS: usize = 1024;

/// Most methods of one actor that a lookup compares.
pub const REMOTE_METHODS: usize = 4096;

/// Most times that a call is passed on between nodes before it is refused: two owners that point at each other must end.
pub const REMOTE_HOPS: u8 = 8;

/// How long a peer is known with which nothing goes on. After that, only its address would tell it from a stranger.
pub const REMOTE_FORGET: Duration = Duration::from_secs(60);

/// Most peers that a node knows when a stranger connects; more are refused. Those that
/// the node dials itself never are.
pub const REMOTE_PEERS: usize = 16_384;

/// Most gossip messages that wait to be taken; gossip repeats itself, so newer ones are dropped.
pub const REMOTE_GOSSIP_QUEUE: usize = 1024;

/// Most bytes of one gossip message. The gossip of a cluster keeps below that by itself: it is made for single datagrams.
pub const REMOTE_GOSSIP_BYTES: usize = 64 * 1024;

// ---- cluster

/// Pause between two rounds of gossip. Set by `ClusterBuilder::gossip_interval`.
///
/// Three rounds make three nodes know each other; a round costs a few hundred bytes a partner.
pub const GOSSIP_INTERVAL: Duration = Duration::from_millis(200);

/// Silence after which a member is suspected. Set by `ClusterBuilder::suspect_after`.
///
/// A process that is starved of its processors for two seconds is not even suspected.
pub const SUSPECT_AFTER: Duration = Duration::from_secs(3);

/// Silence after which a member is taken for dead. Set by `ClusterBuilder::down_after`.
///
/// With the stretch for nodes of a slow pace (at most 3 s more) a killed process is noticed within ten seconds.
pub const DOWN_AFTER: Duration = Duration::from_secs(6);

/// How long gossip hands on the state of a dead node, so that nobody takes it for a new one.
pub const DEAD_NODE_GRACE: Duration = Duration::from_secs(300);

/// How long `ClusterBuilder::start` waits for a seed. Set by `ClusterBuilder::join_deadline`.
///
/// Long enough for the nodes of a deployment that start at the same time.
pub const JOIN_DEADLINE: Duration = Duration::from_secs(30);

/// How long a leaving node waits for the others to take it out of their views.
pub const LEAVE_DEADLINE: Duration = Duration::from_secs(3);

/// Longest value that a node may gossip, in bytes. Everything in gossip reaches every node and is held there.
pub const GOSSIP_VALUE_BYTES_MAX: usize = 8 * 1024;

/// Most bytes that one gossip message may hold when it is unpacked. Its parts are compressed: without a bound, 64 KiB
/// of them become gigabytes. A thousand nodes that tell each other everything at once need a fifth of it.
pub const GOSSIP_UNPACKED_BYTES: usize = 1024 * 1024;

/// Most bytes of a list of all nodes, as it stands in most messages of gossip: about 800 nodes with short names. With a
/// longer one too little room is left beside it in a message; further nodes are not heard of until others are forgotten.
pub const GOSSIP_DIGEST_BYTES: usize = 48_000;

/// Most bytes of what all nodes say of themselves, held by each of them; what would go beyond is not taken in.
pub const GOSSIP_STATE_BYTES: usize = 16 * 1024 * 1024;

/// Longest name of a node, in bytes: it stands in every digest of gossip.
pub const NODE_NAME_BYTES_MAX: usize = 64;

/// Member events that a slow subscriber may leave unread; older ones are counted as lost instead.
pub const EVENT_BUFFER: usize = 1024;

/// How long a grain may be without messages before it leaves memory. Set by `#[grain(idle = "…")]`.
///
/// It leaves after at most a quarter more, since the idle ones are looked for eight times in this time.
pub const GRAIN_IDLE: Duration = Duration::from_secs(300);

/// Messages that wait for one grain while its last activation ends, or while the new one works off what waited before.
/// More are refused as by a full mailbox, or wait for room.
pub const GRAIN_WAITING: usize = 1024;

/// Activations of a grain in a row that may end before they have handled a message, while messages wait; then these are
/// refused as by a grain that does not start.
pub const GRAIN_FRUITLESS: u32 = 8;

/// How often a call for a grain is passed on between nodes whose views differ before it fails.
///
/// Views differ for a moment when members come and go; every hop asks a node that may know better.
pub const GRAIN_HOPS: u8 = 3;

/// How long a node that shuts down waits for its grains to finish what they have and move away.
pub const GRAIN_DRAIN: Duration = Duration::from_secs(5);

// ---- patterns

/// Share of calls in the window of a circuit breaker that may fail before it opens. Set by `BreakerBuilder::failure_rate`.
pub const BREAKER_FAILURE_RATE: f64 = 0.5;

/// Calls that the window of a circuit breaker must hold before their failure rate counts: one failure of one call is no
/// rate. Set by `BreakerBuilder::calls_min`.
pub const BREAKER_CALLS_MIN: u32 = 10;

/// How long an open circuit refuses every call before it lets a probe through. Set by `BreakerBuilder::open_for`.
///
/// Long enough for a process to be started again.
pub const BREAKER_OPEN: Duration = Duration::from_secs(30);

/// How long a circuit breaker remembers the outcome of a call. Set by `BreakerBuilder::window`.
pub const BREAKER_WINDOW: Duration = Duration::from_secs(60);

/// Buckets in the window of a circuit breaker: outcomes are forgotten a bucket at a time. Set by `BreakerBuilder::window`.
pub const BREAKER_BUCKETS: u32 = 12;

/// Most buckets in the window of a circuit breaker; each takes 16 bytes, and finer steps than a thousandth show nothing.
pub const BREAKER_BUCKETS_MAX: u32 = 1024;

/// Probes that a half-open circuit lets run at the same time. Set by `BreakerBuilder::half_open_calls`.
pub const BREAKER_PROBES: u32 = 1;

/// Probes that must succeed before a half-open circuit closes. Set by `BreakerBuilder::half_open_successes`.
pub const BREAKER_SUCCESSES: u32 = 1;

/// Attempts of a retry, the first one included. Set by `RetryPolicy::attempts`.
pub const RETRY_ATTEMPTS: u32 = 4;

/// Longest wait after the first attempt of a retry; it doubles with every further one. Set by `RetryPolicy::backoff`.
pub const RETRY_BACKOFF_FIRST: Duration = Duration::from_millis(100);

/// Longest wait between two attempts of a retry. Set by `RetryPolicy::backoff`.
pub const RETRY_BACKOFF_LAST: Duration = Duration::from_secs(10);

/// How long a retry may take with all its attempts and waits. Set by `RetryPolicy::within`.
pub const RETRY_WITHIN: Duration = Duration::from_secs(60);

/// Callers that may wait for a throttle at the same time; more are rejected. Set by `Throttle::waiting_max`.
///
/// They bound the wait as well: the last one waits for as long as the throttle takes to let this many pass.
pub const THROTTLE_WAITING: usize = 1024;

/// How late the timer of a waiting caller of a throttle may be for the throttle to make up for it. Timers have steps of a
/// millisecond; what is later is a stall, and to make up for a stall would be a burst.
pub const THROTTLE_GRAIN: Duration = Duration::from_millis(2);

/// How long an aggregate collects replies. Set by `Aggregate::within`.
pub const AGGREGATE_WITHIN: Duration = Duration::from_secs(30);

/// Asks of one batch, or of one aggregate, that wait for their answer at the same time. Set by `at_most`.
pub const BATCH_ASKS: usize = 1024;

// ---- routers

/// Routees of one router at most. The ring of a router that hashes has [`ROUTER_VIRTUAL_NODES`] points for each, and is
/// built anew, in some milliseconds at this size, when one comes or goes.
pub const ROUTER_ROUTEES: usize = 1024;

/// Points of one routee on the ring of a router that hashes. With this many, a routee has about a tenth more or less of
/// the keys than another.
pub const ROUTER_VIRTUAL_NODES: u32 = 128;

/// How many times the mean load a routee may have at most under consistent hashing with bounded loads, unless
/// `bounded_hash` says otherwise.
pub const ROUTER_LOAD_FACTOR: f64 = 1.25;

/// A routee with fewer messages than this is never over its bound, in messages: with little to do for anybody, a bound by
/// the mean would send every second message of a key elsewhere.
pub const ROUTER_LOAD_FLOOR: usize = 16;

/// Asks that wait at the same time for a router which gathers answers; more find it full.
pub const ROUTER_HELD: usize = 65_536;

/// How soon a router that gathers answers sees that an ask was given up, which tells nobody. Not to be set: until then the
/// ask holds a place among [`ROUTER_HELD`], and no more.
pub const ROUTER_LOOK: Duration = Duration::from_secs(1);

/// Changes of the size of a pool that wait for the one before at most; whoever wants another waits longer.
pub const ROUTER_RESIZES: usize = 16;

/// How often in a row a routee of a pool is replaced that ended within [`ROUTER_SETTLED`] of its start; then its place is
/// given up. Set by `PoolBuilder::replacements`.
pub const ROUTER_REPLACEMENTS: u32 = 10;

/// A routee that has lived for so long is replaced at once when it ends, and as if it were the first.
pub const ROUTER_SETTLED: Duration = Duration::from_secs(10);

/// How long to wait before a routee is replaced whose predecessor was short-lived as well. Set by
/// `PoolBuilder::replacements`.
pub const ROUTER_BACKOFF: Backoff =
    Backoff::exponential(Duration::from_millis(10), Duration::from_secs(1)).jitter(0.25);

// ---- reliable delivery

/// Messages that a producer or a work pool keeps unconfirmed unless the builder's `window` says otherwise. Enough to keep
/// a consumer busy over a link of some milliseconds, few enough to come again after a crash.
pub const DELIVERY_WINDOW: usize = 64;

/// Most messages that a window may hold: each is in memory on both sides.
pub const DELIVERY_WINDOW_MAX: usize = 10_000;

/// How often a message is handed to a handler before it is given up, unless the builder's `attempts` says otherwise.
pub const DELIVERY_ATTEMPTS: u32 = 5;

/// How long to wait before a message that failed is handed out again, unless the builder's `retry` says otherwise.
pub const DELIVERY_RETRY: Backoff =
    Backoff::exponential(Duration::from_millis(100), Duration::from_secs(10));

/// How long to wait for a sign of a message before it is sent again, unless the builder's `resend` says otherwise.
/// Far longer than any link takes: what got lost between others is noticed and sent again at once.
pub const DELIVERY_RESEND: Backoff =
    Backoff::exponential(Duration::from_millis(500), Duration::from_secs(10));

/// Bytes of one chunk at least. Smaller ones would be mostly head.
pub const DELIVERY_CHUNK_BYTES_MIN: usize = 1024;

/// Bytes of one chunk at most: what a frame may carry between nodes.
pub const DELIVERY_CHUNK_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of one message that travels in chunks, at most, 16 MiB. Both sides hold it as a whole.
pub const DELIVERY_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of incomplete messages that one consumer holds for one producer, at most, 64 MiB; what goes beyond is sent again
/// when there is room.
pub const DELIVERY_BUFFER_BYTES: usize = 64 * 1024 * 1024;

/// Frames on their way between a producer and its consumer in one process. When they are as many, the producer waits.
pub const DELIVERY_LINK_FRAMES: usize = 256;

/// How long a consumer remembers what it has had of a durable producer that is gone. A later run of that producer may
/// see messages delivered again that were confirmed and not noted.
pub const DELIVERY_MEMORY: Duration = Duration::from_secs(600);

/// How often a write or a load of a durable queue is tried before the delivery ends.
pub const DELIVERY_QUEUE_ATTEMPTS: u32 = 3;

/// How long to wait between these.
pub const DELIVERY_QUEUE_BACKOFF: Backoff =
    Backoff::exponential(Duration::from_millis(100), Duration::from_secs(1));

/// How long a confirmation waits for a write to a durable queue that carries it along. Nobody waits for it; a crash in
/// between delivers the message again.
pub const DELIVERY_CONFIRM_DELAY: Duration = Duration::from_millis(10);

/// Confirmations that wait so at most.
pub const DELIVERY_CONFIRM_BATCH: usize = 256;

/// Jobs that a worker of a pool may have at once unless it is added with another demand: one in work, one waiting.
pub const DELIVERY_DEMAND: usize = 2;

/// Workers of one pool at most.
pub const DELIVERY_WORKERS_MAX: usize = 10_000;

/// Bytes of the reason for which a handler failed that are kept.
pub const DELIVERY_REASON_BYTES: usize = 1024;

// ---- the test kit

/// How long a test may take in real time before it fails. Set by `TestKitBuilder::limit`.
///
/// In virtual time a test takes milliseconds; this ends those that go round in circles.
pub const TEST_LIMIT: Duration = Duration::from_secs(60);

/// How far virtual time may jump with nothing else happening until a test counts as stuck.
///
/// Longer than what tests wait for, and short enough for tokio's timers.
pub const TEST_HORIZON: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long an expectation waits for what is to come. Set by `TestKitBuilder::patience`, and for single ones by `within`.
pub const TEST_PATIENCE: Duration = Duration::from_secs(3);

/// Actors, messages and dead letters that the failure of a test names at most.
pub const TEST_LISTED: usize = 32;

/// Messages and events that a probe, a mock or the kit keeps for a test that has not looked at them; more are counted.
pub const TEST_KEPT: usize = 65_536;
