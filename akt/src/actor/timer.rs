//! Timers of an actor: messages to itself, or callbacks, at a later time.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::actor::behavior::IntoMessage;
use crate::actor::cell::{Action, Timer};
use crate::actor::message_context::{Scope, carry};
use crate::actor::port::Alarm;
use crate::actor::{Actor, AnyRef, Call, Ctx, MessageContext};
use crate::base::catch_up::CatchUp;
use crate::base::limits::SCHEDULE_INTERVAL_MIN;
use crate::base::time;

impl<A: Actor> Ctx<A> {
    /// A timer of this actor, named by `key`; one that has this key already is replaced when the new one is set.
    ///
    /// A timer is the actor's own: it ends with it, and with its restart, and needs no task. Once it is cancelled or
    /// replaced it is never heard, also when it had rung already and its message was waiting. It rings through the mailbox
    /// like a message, and never before its time.
    ///
    /// ```
    /// # #[cfg(feature = "macros")] mod example {
    /// use std::time::Duration;
    /// use akt::prelude::*;
    ///
    /// #[actor]
    /// struct Session { beats: u32 }
    ///
    /// #[handlers]
    /// impl Session {
    ///     #[on(start)]
    ///     fn start(&mut self, ctx: &mut Ctx<Self>) {
    ///         let me = ctx.this();
    ///         ctx.timer("expire").once(Duration::from_secs(60), me.expire());
    ///         ctx.timer("beat").every(Duration::from_secs(1), |me| me.beat());
    ///     }
    ///
    ///     #[handler]
    ///     fn beat(&mut self) {
    ///         self.beats += 1;
    ///     }
    ///
    ///     #[handler]
    ///     fn expire(&mut self, ctx: &mut Ctx<Self>) {
    ///         ctx.cancel_timer("beat");
    ///         ctx.stop();
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use = "a timer does nothing until it is told when to ring"]
    pub fn timer(&mut self, key: impl Into<Cow<'static, str>>) -> TimerSetup<'_, A> {
        TimerSetup {
            ctx: self,
            key: key.into(),
            first: None,
            catch_up: CatchUp::Skip,
        }
    }

    /// Cancels the timer with this key: it is not heard any more. False if there is none.
    pub fn cancel_timer(&mut self, key: &str) -> bool {
        let Some(timer) = self.work().timers.remove(key) else {
            return false;
        };
        self.base().services().cancel_alarm(timer.alarm);
        true
    }

    /// Cancels all timers of this actor.
    pub fn cancel_timers(&mut self) {
        for timer in self.work().timers.take_all() {
            self.base().services().cancel_alarm(timer.alarm);
        }
    }

    /// Whether a timer with this key is set.
    #[must_use]
    pub fn has_timer(&mut self, key: &str) -> bool {
        self.work().timers.contains(key)
    }

    /// How many timers are set.
    #[must_use]
    pub fn timers(&mut self) -> usize {
        self.work().timers.len()
    }
}

/// A timer to be set; made by [`Ctx::timer`].
#[must_use = "a timer does nothing until it is told when to ring"]
pub struct TimerSetup<'a, A: Actor> {
    ctx: &'a mut Ctx<A>,
    key: Cow<'static, str>,
    first: Option<Duration>,
    catch_up: CatchUp,
}

impl<A: Actor> TimerSetup<'_, A> {
    /// When an interval rings first; by default after one interval.
    pub fn starting_after(mut self, delay: Duration) -> Self {
        self.first = Some(delay);
        self
    }

    /// What becomes of the moments of an interval that are missed; by default [`CatchUp::Skip`].
    pub fn catch_up(mut self, catch_up: CatchUp) -> Self {
        self.catch_up = catch_up;
        self
    }

    /// The message is handled after `delay`. If it is for another actor of the same type, it is sent then.
    pub fn once(self, delay: Duration, call: impl IntoMessage<A::Protocol>) {
        let other = call.receiver().uid() != self.ctx.uid();
        let target = other.then(|| call.receiver().clone());
        let message = call.into_message();
        match target {
            None => self.set(delay, None, Action::Message(carry(message))),
            Some(target) => self.run_once(delay, move |_, _| drop(target.tell(message))),
        }
    }

    /// A message is handled after every `interval`, of at least a millisecond; made for each time by `call`.
    ///
    /// The rhythm is that of the clock: it does not shift by the time that handlers take. What is missed is made up for as
    /// [`catch_up`](Self::catch_up) says.
    pub fn every<F, T, E>(self, interval: Duration, mut call: F)
    where
        F: for<'r> FnMut(&'r A::Ref) -> Call<'r, A::Protocol, T, E> + Send + 'static,
    {
        let (me, context) = (self.ctx.this(), MessageContext::current());
        let make = move || {
            let _scope = Scope::enter(context.clone());
            carry(call(&me).into_message())
        };
        self.repeat(interval, Action::Make(Box::new(make)));
    }

    /// `run` runs in the actor after `delay`.
    pub fn run_once(self, delay: Duration, run: impl FnOnce(&mut A, &mut Ctx<A>) + Send + 'static) {
        let mut run = Some(run);
        let context = MessageContext::current();
        let run = move |actor: &mut A, ctx: &mut Ctx<A>| {
            if let Some(run) = run.take() {
                let _scope = Scope::enter(context.clone());
                run(actor, ctx);
            }
        };
        self.set(delay, None, Action::Run(Box::new(run)));
    }

    /// `run` runs in the actor after every `interval`, as with [`every`](Self::every).
    pub fn run_every(
        self,
        interval: Duration,
        mut run: impl FnMut(&mut A, &mut Ctx<A>) + Send + 'static,
    ) {
        let context = MessageContext::current();
        let run = move |actor: &mut A, ctx: &mut Ctx<A>| {
            let _scope = Scope::enter(context.clone());
            run(actor, ctx);
        };
        self.repeat(interval, Action::Run(Box::new(run)));
    }

    fn repeat(self, interval: Duration, action: Action<A>) {
        let interval = interval.max(SCHEDULE_INTERVAL_MIN);
        let first = self.first.unwrap_or(interval);
        self.set(first, Some(interval), action);
    }

    fn set(self, delay: Duration, interval: Option<Duration>, action: Action<A>) {
        let Self {
            ctx, key, catch_up, ..
        } = self;
        let due = time::later(time::now(), delay);
        let number = ctx.next_id();
        let actor = AnyRef::borrow(ctx.base_ptr());
        let services = ctx.base().services();
        let alarm = services.set_alarm(due, Alarm::Timer { actor, number });
        let timer = Timer {
            action,
            due,
            interval,
            catch_up,
            alarm,
            waiting: 0,
        };
        if let Some(before) = ctx.work().timers.insert(number, key, timer) {
            ctx.base().services().cancel_alarm(before.alarm);
        }
    }
}

impl<A: Actor> fmt::Debug for TimerSetup<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerSetup")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
