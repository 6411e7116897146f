//! Topics: publish and subscribe by name, among the actors of one process.
//!
//! ```text
//!  topic("orders.eu").publish(order) ─┬─▶ each subscriber of `orders.eu`
//!                                     ├─▶ each subscriber of a pattern that matches: `orders.*`, `orders.>`
//!                                     └─▶ one member of each group, in turn
//! ```
//!
//! | promise | how |
//! |---|---|
//! | publishing never waits, and one slow subscriber holds up no other | a full mailbox refuses the message, which is counted and becomes a dead letter |
//! | a subscriber gets the messages of one publisher in their order | they go straight into its mailbox, one after another |
//! | at most once | nothing is kept, so nothing is sent again, and nothing needs to be told apart |
//! | an actor gets a message once, by however many names and patterns it subscribes | its memberships in groups are counted apart |
//! | who has ended is forgotten | at its end, without anybody publishing |
//! | an empty topic is forgotten | when its last handle and its last subscriber are gone |
//!
//! | file | holds |
//! |---|---|
//! | `name.rs` | names and patterns, and which match; pure |
//! | `members.rs` | the subscribers of one name or pattern, and the routes that they make |
//! | `registry.rs` | all topics of one message type |
//! | `handle.rs` | [`Topic`] and [`TopicPattern`] |

mod handle;
mod members;
mod name;
mod registry;

pub use handle::{Published, Topic, TopicPattern, TopicStats, TopicSubscriber};
pub use registry::TopicError;
