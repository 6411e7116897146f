//! A protocol: what several kinds of actors can be asked alike. Who holds a narrowed reference can ask that, and no more.
//!
//! ```sh
//! cargo run -p akt-examples --bin protocols
//! ```
//!
//! It prints:
//!
//! ```text
//! by mail: Ada, your order is packed
//! by phone: Ada, your order is packed
//! 2 were told
//! by mail: Ada, your order is sent
//! the phone: hung up
//! 1 were told
//! the mail man delivered 2 letters
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;

use akt::prelude::*;

/// Why somebody was not told.
#[derive(Debug, thiserror::Error)]
#[error("hung up")]
struct HungUp;

/// Who brings news to people. The trait only says what can be asked; actors handle it, each in its own way.
#[protocol]
trait Messenger {
    /// Tells `who` the news.
    fn tell_news(&self, who: String, news: String) -> Result<(), HungUp>;
}

#[actor]
struct MailMan {
    letters: u32,
}

#[handlers(Messenger)]
impl MailMan {
    #[handler]
    pub async fn tell_news(&mut self, who: String, news: String) -> Result<(), HungUp> {
        tokio::task::yield_now().await;
        self.letters += 1;
        println!("by mail: {who}, {news}");
        Ok(())
    }

    /// Nothing that a messenger has to know of.
    #[handler]
    pub fn letters(&self) -> u32 {
        self.letters
    }
}

#[actor]
struct Phone {
    charge: u32,
}

#[handlers(Messenger)]
impl Phone {
    /// The names of arguments are the actor's own.
    #[handler]
    pub fn tell_news(&mut self, callee: String, text: String) -> Result<(), HungUp> {
        self.charge = self.charge.checked_sub(1).ok_or(HungUp)?;
        println!("by phone: {callee}, {text}");
        Ok(())
    }
}

/// Knows messengers, and not what they are.
#[actor]
struct Shop {
    messengers: Vec<MessengerRef>,
}

#[handlers]
impl Shop {
    #[handler]
    pub async fn announce(&mut self, news: String) -> usize {
        let mut told = 0;
        for messenger in &self.messengers {
            match messenger.tell_news("Ada".to_owned(), news.clone()).await {
                Ok(()) => told += 1,
                Err(AskError::Handler(why)) => println!("the phone: {why}"),
                Err(lost) => println!("a messenger is gone: {lost}"),
            }
        }
        told
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("shop")?;
    let mail = system.spawn(MailMan { letters: 0 }).await?;
    let phone = system.spawn(Phone { charge: 1 }).await?;
    let messengers = vec![mail.narrow(), phone.narrow()];
    let shop = system.spawn(Shop { messengers }).await?;
    for news in ["your order is packed", "your order is sent"] {
        println!("{} were told", shop.announce(news.to_owned()).await?);
    }
    println!("the mail man delivered {} letters", mail.letters().await?);
    system.shutdown().await;
    Ok(())
}
