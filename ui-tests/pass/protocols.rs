//! Protocols: who can declare them where, and what implements them.
#![deny(warnings)]

use akt::prelude::*;

pub type BankError = std::num::TryFromIntError;

pub mod bank {
    use super::BankError;
    use akt::prelude::*;

    /// Where money is booked.
    #[protocol(name = "bank.Ledger")]
    pub trait Ledger {
        /// Adds money.
        fn post(&self, amount: u64, why: String) -> Result<u64, BankError>;
        fn total(&self) -> u64;
        fn reset(&mut self);
        fn r#move(&self, r#type: inside::Kind) -> Result<(), BankError>;
        #[deprecated = "call `total`"]
        fn old(&self, list: Vec<Box<dyn Fn(u64) -> u64 + Send>>, tuple: (u8, [u8; 2])) -> Option<&'static str>;
    }

    /// Without a method, a protocol only names what an actor is.
    #[protocol]
    pub trait Marked {}

    pub mod inside {
        use akt::prelude::*;

        #[derive(Clone, Debug)]
        pub enum Kind {
            Cash,
        }

        #[protocol]
        pub(crate) trait Audited {
            fn audit(&self) -> String;
        }

        #[protocol]
        pub(super) trait Near {
            fn near(&self) -> u8;
        }

        #[protocol]
        trait Own {
            fn own(&self) -> u8;
        }

        #[actor]
        pub(super) struct Inner;

        #[handlers(Own, Near)]
        impl Inner {
            #[handler]
            pub fn own(&self) -> u8 {
                1
            }

            #[handler]
            pub fn near(&self) -> u8 {
                2
            }
        }

        pub(super) async fn use_it(inner: &InnerRef) -> Result<u8, AskError> {
            let own: OwnRef = inner.narrow();
            Ok(own.own().await? + NearRef::from(inner.clone()).near().await?)
        }
    }

    pub(crate) async fn use_it(inner: u8, system: &ActorSystem) -> Result<u8, Box<dyn std::error::Error>> {
        let actor = system.spawn(inside::Inner).await?;
        let near: inside::NearRef = actor.narrow();
        assert_eq!(inside::use_it(&actor).await?, 3);
        Ok(near.near().await? + inner)
    }
}

use bank::Ledger as Book;
use bank::inside::{Audited, AuditedRef};

/// Answers as the protocol says, each in its own way.
#[actor(states(Open, Closed))]
pub struct Account {
    balance: u64,
}

#[handlers(Book, bank::Marked, Audited)]
impl Account {
    /// With a context, and other names.
    #[handler(in = Open, otherwise = reject)]
    pub async fn post(&mut self, sum: u64, ctx: &mut Ctx<Self>, note: String) -> Result<u64, BankError> {
        let _ = (ctx, note);
        self.balance += sum;
        Ok(self.balance)
    }

    #[handler]
    pub fn total(&self, reply: Reply<u64>) {
        reply.ok(self.balance);
    }

    #[handler]
    pub(crate) fn reset(&mut self) {
        self.balance = 0;
    }

    #[handler]
    pub fn r#move(&mut self, to: bank::inside::Kind) -> Result<(), BankError> {
        let _ = to;
        Ok(())
    }

    #[handler]
    pub fn old(&mut self, list: Vec<Box<dyn Fn(u64) -> u64 + Send>>, tuple: (u8, [u8; 2])) -> Option<&'static str> {
        let _ = (list, tuple);
        None
    }

    #[handler]
    pub fn audit(&self) -> impl Future<Output = String> + Send + 'static {
        std::future::ready(format!("{}", self.balance))
    }

    #[handler]
    pub fn more(&self) {}
}

/// With parameters.
#[actor]
pub struct Store<T: Clone, const N: usize>(Vec<T>);

#[protocol]
pub trait Sized2 {
    fn size(&self) -> u64;
    fn room(&self) -> bool;
}

#[handlers(Sized2)]
impl<T: Clone, const N: usize> Store<T, N> {
    #[cfg(all())]
    #[handler]
    pub fn size(&self) -> u64 {
        self.0.len() as u64
    }

    #[cfg(any())]
    #[handler]
    pub fn size(&self) -> u64 {
        0
    }

    #[handler]
    pub fn room(&self) -> bool {
        self.0.len() < N
    }

    #[handler]
    pub fn put(&mut self, value: T) {
        self.0.push(value);
    }
}

#[cfg(any())]
#[protocol]
pub trait Never {
    fn missing(&self, never: NoSuchType);
}

macro_rules! declare {
    ($name:ident, $ty:ty) => {
        #[protocol]
        pub trait $name {
            fn number(&self) -> $ty;
        }
    };
}

declare!(First, u8);
declare!(Second, u8);

#[actor]
pub struct Both;

#[handlers(First, Second)]
impl Both {
    #[handler]
    pub fn number(&self) -> u8 {
        7
    }
}

async fn inside_a_function(system: &ActorSystem) -> Result<u8, Box<dyn std::error::Error>> {
    #[protocol]
    pub trait Local {
        fn number(&self) -> u8;
    }

    #[actor]
    struct Here;

    #[handlers(Local)]
    impl Here {
        #[handler]
        pub fn number(&self) -> u8 {
            8
        }
    }

    Ok(system.spawn(Here).await?.narrow::<LocalRef>().number().await?)
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("bank")?;
    let account = system.spawn(Account { balance: 1 }).await?;
    let book: bank::LedgerRef = account.narrow();
    assert_eq!(book.post(4, "gift".to_owned()).await?, 5);
    assert_eq!(book.total().await?, 5);
    book.r#move(bank::inside::Kind::Cash).tell()?;
    assert_eq!(account.narrow::<AuditedRef>().audit().await?, "5");
    let marked = bank::MarkedRef::from(account.clone());
    assert_eq!((marked.uid(), marked.path()), (account.uid(), account.path()));
    book.reset().await?;
    let store = system.spawn(Store::<String, 2>(Vec::new())).await?;
    assert_eq!(store.narrow::<Sized2Ref>().size().await?, 0);
    let both = system.spawn(Both).await?;
    assert_eq!(both.narrow::<FirstRef>().number().await?, both.narrow::<SecondRef>().number().await?);
    assert_eq!(inside_a_function(&system).await?, 8);
    assert_eq!(bank::use_it(1, &system).await?, 3);
    Ok(())
}
