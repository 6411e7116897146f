//! The attributes of akt: each is one call into `akt-codegen`, which does the work and is tested there.
//!
//! Use them through the crate `akt`, which exports them beside the types that the generated code needs.
//!
//! | on | attribute | makes |
//! |---|---|---|
//! | a struct or an enum | [`macro@actor`] | an actor and its reference |
//! | a struct or an enum | [`macro@grain`] | an actor that lives where the cluster wants it, found by a key |
//! | an `impl` block | [`macro@handlers`] | the messages, and the methods of the reference |
//! | a trait | [`macro@protocol`] | what several actors can be asked alike, and a reference for it |
//! | a struct or an enum | [`macro@message`] | a type that can travel between nodes |
//! | a struct | [`macro@GrainKey`] | a type that grains are found by |
//! | `async fn main` | [`macro@main`] | an ordinary `main` that runs it |
//!
//! Errors have a code, `AKT0012`, and the text to write instead.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

/// Makes a struct an actor, and declares its reference.
///
/// The struct stays as it is. Beside it appears `{Struct}Ref`, with the struct's visibility and documentation: a small
/// value that is cloned, compared and sent at will. Its methods come from [`macro@handlers`].
///
/// | option | default | meaning |
/// |---|---|---|
/// | `remote` | off | references travel between nodes; every public handler's types must be able to |
/// | `name = "bank.Account"` | `package.Struct` | identity between nodes; keep it when the struct is renamed |
/// | `mailbox = …` | `unbounded` | how many messages wait and in which order, see below |
/// | `states(Locked, Open)` | none | the states of its behaviours, see below |
/// | `stash = 100` | `limits::STASH` | how many messages may wait in the stash, 1 at least |
/// | `passivate = "5m"` | never | it leaves memory when it has handled no message for so long: `ms`, `s`, `m` or `h`; `after(1000)`: when it has handled so many messages |
/// | `requires(Database, Cache)` | nothing | the types of which its spawn has to give it a value each |
/// | `reentrancy = all` | makes no requests | what it does with other messages while a request of its own is in flight: `all`, it handles them; `exclusive`, they wait |
/// | `in_flight = 32` | `limits::IN_FLIGHT` | how many requests may be in flight at once, 1 at least; only with `reentrancy` |
/// | `fails = WorkerError` | none | the error that it fails with, for its decider |
/// | `crate = path` | `::akt` | where akt is, when it was renamed |
///
/// ```
/// # use akt::prelude::*;
/// /// A bank account.
/// #[actor(remote, name = "bank.Account", mailbox = bounded(1024))]
/// pub struct Account {
///     balance: u64,
/// }
/// # #[handlers]
/// # impl Account {}
/// ```
///
/// An actor may have type and const parameters, with the bounds of its `impl` block; type parameters are `Send` and
/// `'static`. It has no lifetime parameters, because it outlives the code that spawns it.
/// Each of its fields is `Send` and `'static` by itself: what is made of raw pointers, and may move between threads all the
/// same, lies in a type of its own that says so.
///
/// # Mailboxes
///
/// | mailbox | holds | gives out |
/// |---|---|---|
/// | `unbounded`, `segmented` | any number of messages, in segments that are given back as they empty | in the order of arrival |
/// | `bounded(1024)` | so many at most | in the order of arrival |
/// | `bounded(1024, drop_oldest)` | the same; one more takes the place of the oldest. `drop_newest` drops it instead, `reject` refuses it, `backpressure` is the default: `tell` is refused, `send` and asks wait | in the order of arrival |
/// | `priority`, `priority(1024)` | any number, or so many at most | the most urgent first, equals in the order of arrival; `priority(unstable)` and `priority(1024, unstable)` keep no order among equals |
/// | `fair`, `fair(1024)` | any number, or so many of each sender | one of each sender in turn |
///
/// # Behaviours
///
/// An actor whose handlers are not always there declares states, 2 to 64 of them. They become an enum, `DoorState` for
/// `Door`, with the struct's visibility; the actor begins in the first one. A handler says in which states it is there.
///
/// ```
/// use akt::prelude::*;
///
/// #[actor(states(Locked, Open))]
/// pub struct Door {
///     code: u32,
///     inside: Vec<String>,
/// }
///
/// #[handlers]
/// impl Door {
///     #[handler(in = Locked, otherwise = reject)]
///     pub fn unlock(&mut self, code: u32, ctx: &mut Ctx<Self>) {
///         if code == self.code {
///             ctx.become_(DoorState::Open);
///         }
///     }
///
///     /// Who comes while the door is locked waits in the stash.
///     #[handler(in = Open)]
///     pub fn enter(&mut self, who: String) -> usize {
///         self.inside.push(who);
///         self.inside.len()
///     }
/// }
///
/// # #[akt::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let system = ActorSystem::new("house")?;
/// let door = system.spawn(Door { code: 1234, inside: Vec::new() }).await?;
/// let entering = door.enter("Ada".to_owned()).into_future();
/// door.unlock(1234).await?;
/// assert_eq!(entering.await?, 1);
/// assert_eq!(door.unlock(1).await, Err(AskError::Rejected("Open".into())));
/// # Ok(()) }
/// ```
#[proc_macro_attribute]
pub fn actor(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::actor(args.into(), item.into()).into()
}

/// Makes a struct a grain: an actor that is found by its key, and lives while it is used.
///
/// The same as [`macro@actor`] with `remote`, and the runtime makes the value with `Default`: load state in
/// `#[on(start)]`.
///
/// | option | default | meaning |
/// |---|---|---|
/// | `key = AccountId` | needed | the type of the key: an integer, a `String`, a tuple, or a [`macro@GrainKey`] |
/// | `idle = "5m"` | the runtime's | how long it stays in memory without messages: `ms`, `s`, `m` or `h` |
/// | `name = "bank.Account"` | `package.Struct` | identity between nodes |
/// | `mailbox`, `stash`, `states`, `reentrancy`, `in_flight`, `fails` | as for [`macro@actor`] | as for [`macro@actor`] |
/// | `crate = path` | `::akt` | where akt is, when it was renamed |
///
/// ```
/// # use akt::prelude::*;
/// # type AccountId = u64;
/// #[grain(key = AccountId, idle = "5m")]
/// #[derive(Default)]
/// pub struct Account {
///     balance: u64,
/// }
/// # #[handlers]
/// # impl Account {}
/// ```
#[proc_macro_attribute]
pub fn grain(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::grain(args.into(), item.into()).into()
}

/// Makes methods of an actor answer messages.
///
/// The block stays as it is, so that handlers are tested as ordinary methods. The reference gets a method for each
/// handler, with its documentation and visibility, that returns the call: `.await` it for the answer, or `.tell()` it.
///
/// | on a method | meaning |
/// |---|---|
/// | `#[handler]` | a message calls it; `pub` ones can be called from other nodes when the actor is `remote` |
/// | `#[handler(message)]` | the same, and the actor accepts the type of its one argument as an open message |
/// | `#[on(start)]`, `#[on(stop)]` | called before the first and after the last message |
/// | `#[on(terminated)]` | called when a watched actor has ended |
///
/// | in `#[handler(…)]` | default | meaning |
/// |---|---|---|
/// | `in = Locked`, `in(Locked, Open)` | every state | the handler is there in these states of the actor only |
/// | `otherwise = …` | `stash` | what becomes of its messages in the other states: `stash` keeps them until the state changes, `reject` tells the asker, `dead_letter` makes them dead letters; only with `in` |
/// | `blocking` | off | it runs on a thread that may block; not for an async one, which waits without a thread |
/// | `reentrant` | off | it is there also while the actor waits for an exclusive request of its own |
/// | `priority = 3` | 0 | 0 to 255: how urgent its messages are in a priority mailbox; more is sooner |
///
/// | option | default | meaning |
/// |---|---|---|
/// | `crate = path` | `::akt` | where akt is, when it was renamed |
///
/// ```
/// # use akt::prelude::*;
/// # pub struct TooMuch;
/// # #[actor]
/// # pub struct Account { balance: u64 }
/// # async fn load(path: akt::actor::ActorPath) -> Result<u64, std::io::Error> { Ok(0) }
/// #[handlers]
/// impl Account {
///     /// Adds money and returns the balance.
///     #[handler]
///     pub async fn deposit(&mut self, amount: u64) -> Result<u64, TooMuch> {
///         self.balance = self.balance.checked_add(amount).ok_or(TooMuch)?;
///         Ok(self.balance)
///     }
///
///     #[handler]
///     pub fn balance(&self) -> u64 {
///         self.balance
///     }
///
///     #[on(start)]
///     async fn start(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
///         self.balance = load(ctx.path()).await?;
///         Ok(())
///     }
/// }
/// ```
///
/// The block names the protocols of the actor, if it has some: `#[handlers(Ledger, bank::Audit)]`. Every method of a
/// [`macro@protocol`] has its handler then, of the same name, types and answer.
///
/// An actor has one such block, with all of its handlers and hooks, since together they are its protocol. Methods that are
/// neither may also stand in ordinary blocks.
///
/// A handler takes `&mut self` or `&self` and owned arguments. One argument may be the context, `&mut Ctx`, `&Ctx` or
/// `&mut Ctx<Self>`, which is not sent; when its type has another name, mark it with `#[ctx]`. A handler without
/// `async` makes no future. Of a handler that returns a `Result`, the caller gets the error as `AskError::Handler`.
///
/// # Answering later
///
/// While a handler runs, async or not, the actor handles no other message. Two kinds of handlers answer when it has gone
/// on:
///
/// - One that takes the reply, an argument of type `Reply<T>` or `Reply<T, E>`, which is not sent. It returns nothing;
///   the reply may be kept, handed on, and answered from anywhere. The ask fails when it is dropped. The type is known by
///   its name, so a generic type of the user's own should have another one.
/// - One that returns `impl Future<Output = T> + Send + 'static`. The body runs with `&mut self`; the future owns what it
///   needs, runs beside the actor, and what it gives is the answer. It is dropped when the actor ends or is restarted; its
///   panic is one of the ask, and not of the actor.
///
/// ```
/// use std::future::Future;
///
/// use akt::prelude::*;
///
/// #[actor]
/// struct Desk {
///     waiting: Vec<Reply<u64>>,
///     served: u64,
/// }
///
/// #[handlers]
/// impl Desk {
///     /// Answered by [`Desk::call`].
///     #[handler]
///     fn next(&mut self, reply: Reply<u64>) {
///         self.waiting.push(reply);
///     }
///
///     #[handler]
///     fn call(&mut self) {
///         for reply in self.waiting.drain(..) {
///             self.served += 1;
///             reply.ok(self.served);
///         }
///     }
///
///     /// The actor goes on while the future runs.
///     #[handler]
///     fn report(&mut self) -> impl Future<Output = String> + Send + 'static {
///         let served = self.served;
///         async move { format!("{served} were served") }
///     }
/// }
///
/// # #[akt::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let system = ActorSystem::new("office")?;
/// let desk = system.spawn(Desk { waiting: Vec::new(), served: 0 }).await?;
/// let ticket = desk.next().into_future();
/// desk.call().await?;
/// assert_eq!(ticket.await?, 1);
/// assert_eq!(desk.report().await?, "1 were served");
/// # Ok(()) }
/// ```
#[proc_macro_attribute]
pub fn handlers(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::handlers(args.into(), item.into()).into()
}

/// Makes a trait a protocol: what can be asked of an actor, without the actor.
///
/// The trait stays as it is, and nobody implements it as a trait: an actor does by `#[handlers(Ledger)]`, and there may be
/// any number of such actors. Beside the trait appears `{Trait}Ref`, with the trait's visibility and documentation: a
/// reference to one of them, whichever it is, that has the methods of the protocol and no others. Of an actor's own
/// reference it is made by `narrow()`, or by `LedgerRef::from(account)`.
///
/// | option | default | meaning |
/// |---|---|---|
/// | `name = "bank.Ledger"` | `package.Trait` | the stable name of the protocol |
/// | `crate = path` | `::akt` | where akt is, when it was renamed |
///
/// ```
/// use akt::prelude::*;
///
/// #[derive(Debug, PartialEq)]
/// pub struct Short;
///
/// /// Where money is booked.
/// #[protocol]
/// pub trait Ledger {
///     /// Adds money and returns the balance.
///     fn post(&self, amount: i64) -> Result<i64, Short>;
/// }
///
/// #[actor]
/// pub struct Account(i64);
///
/// #[handlers(Ledger)]
/// impl Account {
///     #[handler]
///     pub fn post(&mut self, amount: i64) -> Result<i64, Short> {
///         self.0 = self.0.checked_add(amount).filter(|sum| *sum >= 0).ok_or(Short)?;
///         Ok(self.0)
///     }
///
///     #[handler]
///     pub fn close(&mut self, ctx: &mut Ctx) {
///         ctx.stop();
///     }
/// }
///
/// /// In a test, any small actor stands in for a ledger.
/// #[actor]
/// pub struct Empty;
///
/// #[handlers(Ledger)]
/// impl Empty {
///     #[handler]
///     pub fn post(&self, _amount: i64) -> Result<i64, Short> {
///         Err(Short)
///     }
/// }
///
/// async fn collect(ledgers: &[LedgerRef]) -> Result<i64, AskError<Short>> {
///     let mut sum = 0;
///     for ledger in ledgers {
///         sum += ledger.post(5).await?;
///     }
///     Ok(sum)
/// }
///
/// # #[akt::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let system = ActorSystem::new("bank")?;
/// let account = system.spawn(Account(10)).await?;
/// let empty = system.spawn(Empty).await?;
/// assert_eq!(collect(&[account.narrow()]).await, Ok(15));
/// assert_eq!(collect(&[account.narrow(), empty.narrow()]).await, Err(AskError::Handler(Short)));
/// # Ok(()) }
/// ```
///
/// A method takes `&self` and owned arguments, and says what is answered: it has no body, is not `async` and has no
/// generics. How it is handled is up to the actor: by a sync or an async handler, with a context, later, in some states
/// only. The names of the arguments may differ there. The trait has no generics and no supertraits; an actor that promises
/// more names several protocols.
///
/// The actor may be in another crate, and protocols are imported like traits; what `use bank::Ledger` brings is all that
/// `#[handlers(Ledger)]` needs. Protocols are for references of one process so far: a reference to an actor on another node
/// can be narrowed where it is used, but a narrowed one is not sent between nodes.
///
/// In tests, a narrowed reference is that of any small actor with the protocol, as above, or of a mock of an actor that
/// implements it: `mock.reference().narrow()`.
#[proc_macro_attribute]
pub fn protocol(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::protocol(args.into(), item.into()).into()
}

/// What `#[handlers(Ledger)]` calls by way of the protocol, which knows its methods. Not API.
#[doc(hidden)]
#[proc_macro]
pub fn implement(input: TokenStream) -> TokenStream {
    akt_codegen::implement(input.into()).into()
}

/// Makes a type one that travels between nodes, in arguments and replies, or as an open message.
///
/// | option | default | meaning |
/// |---|---|---|
/// | `name = "bank.Transfer"` | `package.Type` | identity between nodes |
/// | `crate = path` | `::akt` | where akt is, when it was renamed |
///
/// ```
/// # use akt::prelude::*;
/// # type AccountId = u64;
/// #[message]
/// #[derive(Debug, Clone)]
/// pub struct Transfer {
///     pub to: AccountId,
///     pub amount: u64,
/// }
/// ```
///
/// A message owns its parts, and they mean the same on every machine: no references, no pointers, no functions, no
/// `usize`. It may hold itself, in a `Box` or a `Vec`.
#[proc_macro_attribute]
pub fn message(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::message(args.into(), item.into()).into()
}

/// Makes a struct the key of grains.
///
/// The bytes of the key are those of its fields in order, the same on every machine; the text is that of its fields,
/// joined by `/`. Every field is itself a key.
///
/// ```
/// # use akt::prelude::*;
/// #[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
/// pub struct SeatId {
///     flight: String,
///     row: u16,
/// }
/// ```
///
/// `#[grain_key(crate = path)]` says where akt is, when it was renamed.
#[proc_macro_derive(GrainKey, attributes(grain_key))]
pub fn grain_key(item: TokenStream) -> TokenStream {
    akt_codegen::grain_key_derive(item.into()).into()
}

/// Runs an async `main` on akt's runtime.
///
/// ```
/// use akt::prelude::*;
/// # #[actor]
/// # struct Account { balance: u64 }
/// # #[handlers]
/// # impl Account {
/// #     #[handler]
/// #     pub fn deposit(&mut self, amount: u64) -> u64 {
/// #         self.balance += amount;
/// #         self.balance
/// #     }
/// # }
///
/// #[akt::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let system = ActorSystem::new("bank")?;
///     let account = system.spawn(Account { balance: 0 }).await?;
///     assert_eq!(account.deposit(5).await?, 5);
///     Ok(())
/// }
/// ```
///
/// `#[akt::main(crate = path)]` says where akt is, when it was renamed.
#[proc_macro_attribute]
pub fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::main(args.into(), item.into()).into()
}

/// Marks a method that a message calls. [`macro@handlers`] on the `impl` block reads it.
///
/// On its own it is an error that says so.
#[proc_macro_attribute]
pub fn handler(_args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::lone_helper("handler", item.into()).into()
}

/// Marks a method that the runtime calls at a moment of the actor's life. [`macro@handlers`] on the `impl` block
/// reads it.
///
/// On its own it is an error that says so.
#[proc_macro_attribute]
pub fn on(_args: TokenStream, item: TokenStream) -> TokenStream {
    akt_codegen::lone_helper("on", item.into()).into()
}
