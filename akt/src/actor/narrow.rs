//! References that are narrowed to a protocol: an actor by what it promises, whatever it is.
//!
//! `#[protocol]` on a trait makes a [`Contract`] of `dyn Trait`: the messages of its methods, and a reference that has
//! these methods and no others. `#[handlers(Ledger)]` on an actor makes its messages [`Implements`] the contract: each
//! message of the contract is one of the actor's. A narrowed reference is an [`ActorRef`] of the contract's messages
//! whose target translates them and hands them to the actor's own reference, in the sender's turn. So it costs a
//! pointer call for each message and no allocation, and all that is true of calls of an actor is true of it; the
//! actor's own references know nothing of it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use crate::actor::{
    ActorPath, ActorRef, AnyRef, Call, Ctx, NotLocal, Protocol, RefTarget, Reply, StopKind,
    Terminated, Unsent, Waiting,
};

/// What a protocol declares: the messages of its methods. Written by `#[protocol]` for `dyn Ledger`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a protocol",
    label = "needs `#[protocol]` on the trait",
    note = "write `#[protocol]` on the trait; it also declares the reference, which is named like the trait with `Ref` behind"
)]
pub trait Contract: 'static {
    /// A message for each method.
    type Messages: Protocol;
    /// The reference with the methods: `LedgerRef` for `dyn Ledger`.
    type Ref: ContractRef<Contract = Self>;
    /// The stable name.
    const NAME: &'static str;
}

/// The reference that `#[protocol]` generates: a newtype around [`NarrowRef`] with the methods of the protocol.
pub trait ContractRef: Clone + Send + Sync + 'static {
    /// The protocol, as `dyn Ledger`.
    type Contract: Contract<Ref = Self> + ?Sized;

    /// Gives the reference its methods.
    fn from_narrow_ref(narrow: NarrowRef<<Self::Contract as Contract>::Messages>) -> Self;
}

/// Messages of an actor among which are those of the contract `C`. Written by `#[handlers(Ledger)]`.
pub trait Implements<C: Contract + ?Sized>: Protocol {
    /// A message of the contract as one of the actor, and one of the actor as one of the contract: with the same arguments
    /// and the same reply. A message that calls no method of the contract comes back as it is.
    fn translate(message: Side<C::Messages, Self>) -> Side<C::Messages, Self>;
}

/// A message of a contract, or of an actor that implements it.
#[derive(Debug)]
pub enum Side<D, H> {
    /// Of the contract.
    Declared(D),
    /// Of the actor.
    Handled(H),
}

/// A reference that one of an actor with messages `P` can be narrowed to: that of a protocol which the actor implements.
#[diagnostic::on_unimplemented(
    message = "this actor does not implement the protocol of `{Self}`",
    label = "not among the protocols of the actor",
    note = "name the protocol where the actor's handlers are: `#[handlers(Ledger)] impl Account {{ … }}`"
)]
pub trait NarrowOf<P: Protocol>: Sized {
    /// The actor by the protocol.
    fn narrow_of(actor: &ActorRef<P>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<P, R> NarrowOf<P> for R
where
    R: ContractRef,
    P: Implements<R::Contract> + Send,
{
    fn narrow_of(actor: &ActorRef<P>) -> Self {
        let target: Narrowed<P, R::Contract> = Narrowed {
            actor: actor.clone(),
            contract: PhantomData,
        };
        Self::from_narrow_ref(NarrowRef {
            actor: ActorRef::from_target(Arc::new(target)),
        })
    }
}

/// The two ways between what a protocol declares and what a handler has: of the same type, both hand it on.
pub type Agreement<D, H> = (fn(D) -> H, fn(H) -> D);

/// An argument of a handler that is as its protocol declares it: of the same type. Only for what rustc says of others.
#[diagnostic::on_unimplemented(
    message = "an argument of this handler is not what the protocol declares",
    label = "is `{Self}`, and the protocol declares `{D}`",
    note = "write the type that the protocol declares, or take the protocol out of `#[handlers(…)]`"
)]
pub trait DeclaredArgument<D>: Sized {
    /// Both ways.
    const AGREEMENT: Agreement<D, Self>;
}

#[diagnostic::do_not_recommend]
impl<T> DeclaredArgument<T> for T {
    const AGREEMENT: Agreement<T, T> = (same, same);
}

/// A reply of a handler that is as its protocol declares it: of the same types. Only for what rustc says of others.
#[diagnostic::on_unimplemented(
    message = "this handler does not answer what the protocol declares",
    label = "answers by `{Self}`, and the protocol declares `{D}`",
    note = "return the type that the protocol declares, or take the protocol out of `#[handlers(…)]`"
)]
pub trait DeclaredReply<D>: Sized {
    /// Both ways.
    const AGREEMENT: Agreement<D, Self>;
}

#[diagnostic::do_not_recommend]
impl<T> DeclaredReply<T> for T {
    const AGREEMENT: Agreement<T, T> = (same, same);
}

/// [`DeclaredArgument::AGREEMENT`], whose types are found where it is used.
#[must_use]
#[inline]
pub fn declared_argument<D, H: DeclaredArgument<D>>() -> Agreement<D, H> {
    H::AGREEMENT
}

/// [`DeclaredReply::AGREEMENT`], whose types are found where it is used.
#[must_use]
#[inline]
pub fn declared_reply<D, H: DeclaredReply<D>>() -> Agreement<D, H> {
    H::AGREEMENT
}

#[inline]
fn same<T>(value: T) -> T {
    value
}

/// A reference to some actor that implements a protocol, which is all that can be asked of it.
///
/// Generated references (`LedgerRef`) are newtypes around it with the methods of the protocol; they deref to it. Made by
/// [`ActorRef::narrow`]. It cannot stop the actor, and the actor's own reference cannot be had of it again.
///
/// Cheap to clone; equal when they refer to the same incarnation of the same actor. Like other references it keeps the
/// memory of the actor and not the actor.
pub struct NarrowRef<M> {
    actor: ActorRef<M>,
}

impl<M: Protocol> NarrowRef<M> {
    /// A call of the actor, as the methods of the generated reference make it.
    #[doc(hidden)]
    #[inline]
    pub fn call<T, E>(
        &self,
        message: M,
        reply: fn(&mut M) -> Option<&mut Reply<T, E>>,
    ) -> Call<'_, M, T, E> {
        Call::new(&self.actor, message, reply)
    }

    /// Where the actor is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        self.actor.path()
    }

    /// The incarnation: what tells this actor from others, also from a later one of the same name.
    #[must_use]
    pub fn uid(&self) -> u64 {
        self.actor.uid()
    }

    /// Whether the actor is one of this process.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.actor.is_local()
    }

    /// Whether the actor is one of this process and has ended. False for others: nobody can know.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.actor.is_stopped()
    }

    /// Waits until the actor has ended, and says how. At once if it had ended before, or is not of this process.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn stopped(&self) -> Terminated {
        self.actor.stopped().await
    }

    /// [`Ctx::watch`] of the actor: the one of `ctx` is told when it ends. The `uid` of the `Terminated` is [`uid`] of
    /// this reference.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    ///
    /// [`uid`]: Self::uid
    pub fn watch<A>(&self, ctx: &mut Ctx<A>) -> Result<(), NotLocal> {
        ctx.watch(&self.actor)
    }

    /// Takes back [`watch`](Self::watch).
    pub fn unwatch<A>(&self, ctx: &mut Ctx<A>) {
        ctx.unwatch(&self.actor);
    }
}

impl<M> Clone for NarrowRef<M> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
        }
    }
}

impl<M: Protocol> PartialEq for NarrowRef<M> {
    fn eq(&self, other: &Self) -> bool {
        self.actor == other.actor
    }
}

impl<M: Protocol> Eq for NarrowRef<M> {}

impl<M: Protocol> Hash for NarrowRef<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.actor.hash(state);
    }
}

impl<M: Protocol> fmt::Debug for NarrowRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NarrowRef({}#{})", self.path(), self.uid())
    }
}

impl<P: Protocol> ActorRef<P> {
    /// The same actor by a protocol that it implements: a reference with the methods of the protocol and no others, which
    /// any other actor that implements it can take the place of. Costs one allocation; clones of it cost none.
    ///
    /// Works on every reference: of actors of this process and of others, of grains, routers and mocks.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// #[protocol]
    /// pub trait Ledger {
    ///     fn post(&self, amount: u64) -> u64;
    /// }
    ///
    /// #[actor]
    /// pub struct Account(u64);
    ///
    /// #[handlers(Ledger)]
    /// impl Account {
    ///     #[handler]
    ///     pub fn post(&mut self, amount: u64) -> u64 {
    ///         self.0 += amount;
    ///         self.0
    ///     }
    /// }
    ///
    /// # #[akt::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let system = ActorSystem::new("bank")?;
    /// let account = system.spawn(Account(5)).await?;
    /// let ledger: LedgerRef = account.narrow();
    /// assert_eq!(ledger.post(2).await?, 7);
    /// assert_eq!(ledger, LedgerRef::from(account));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn narrow<R: NarrowOf<P>>(&self) -> R {
        R::narrow_of(self)
    }
}

/// What a narrowed reference leads to: the actor's own one, by way of the translation.
struct Narrowed<P, C: ?Sized> {
    actor: ActorRef<P>,
    contract: PhantomData<fn() -> PhantomData<C>>,
}

impl<P, C> RefTarget<C::Messages> for Narrowed<P, C>
where
    P: Implements<C> + Send,
    C: Contract + ?Sized,
{
    fn deliver(&self, message: C::Messages) -> Result<(), Unsent<C::Messages>> {
        let sent = self.actor.deliver(widened::<P, C>(message));
        sent.map_err(given_back::<P, C>)
    }

    fn deliver_waiting(&self, message: C::Messages) -> Waiting<'_, C::Messages>
    where
        C::Messages: Send + 'static,
    {
        let waiting = self.actor.deliver_waiting(widened::<P, C>(message));
        Box::pin(async move { waiting.await.map_err(given_back::<P, C>) })
    }

    fn path(&self) -> ActorPath {
        self.actor.path()
    }

    fn identity(&self) -> u64 {
        self.actor.uid()
    }

    fn stop(&self, how: StopKind) {
        self.actor.end(how);
    }

    fn dead_letter(&self, method: &'static str) {
        self.actor.note_dead(method);
    }

    fn local(&self) -> Option<AnyRef> {
        self.actor.local()
    }
}

/// The message of the actor for one of the contract.
#[inline]
fn widened<P: Implements<C>, C: Contract + ?Sized>(message: C::Messages) -> P {
    match P::translate(Side::Declared(message)) {
        Side::Handled(message) => message,
        Side::Declared(other) => special(other, widened::<P, C>),
    }
}

/// The message of the contract for one of the actor.
fn narrowed<P: Implements<C>, C: Contract + ?Sized>(message: P) -> C::Messages {
    match P::translate(Side::Handled(message)) {
        Side::Declared(message) => message,
        Side::Handled(other) => special(other, narrowed::<P, C>),
    }
}

#[cold]
fn given_back<P: Implements<C>, C: Contract + ?Sized>(unsent: Unsent<P>) -> Unsent<C::Messages> {
    Unsent {
        fault: unsent.fault,
        message: narrowed::<P, C>(unsent.message),
    }
}

/// A message that calls no method, or has a context around it, as one of the other protocol.
#[cold]
fn special<P: Protocol, Q: Protocol>(message: P, call: fn(P) -> Q) -> Q {
    let message = match message.uncarry() {
        Ok((message, context)) => return call(message).carry(context),
        Err(message) => message,
    };
    if let Some(signal) = message.signal() {
        return Q::from_signal(signal.clone());
    }
    match message.into_inbound() {
        Ok(inbound) => Q::from_inbound(inbound),
        Err(_) => unreachable!("invariant: what goes this way calls a method of the contract"),
    }
}
