//! What `cfg` removes, it removes everywhere.
#![allow(unexpected_cfgs, clippy::non_minimal_cfg)]
use akt::prelude::*;

#[message]
pub struct Report {
    pub kept: u64,
    #[cfg(any())]
    pub removed: Missing,
}

#[message]
pub enum Event {
    Kept,
    #[cfg(any())]
    Removed(Missing),
}

#[actor(remote)]
#[cfg(all())]
pub struct Meter {
    ticks: u64,
}

#[handlers]
#[cfg(all())]
impl Meter {
    #[handler]
    #[cfg(all())]
    pub fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    #[handler]
    #[cfg(any())]
    pub fn removed(&mut self, missing: Missing) -> Missing {
        missing
    }

    #[cfg(any())]
    #[handler]
    pub fn either(&self) -> u8 {
        1
    }

    #[cfg(not(any()))]
    #[handler]
    pub fn either(&self) -> u16 {
        2
    }

    #[cfg_attr(all(), cfg(any()), doc = "gone")]
    #[handler(message)]
    pub fn on_missing(&mut self, missing: Missing) {}

    #[cfg_attr(all(), doc = "here")]
    #[handler(message)]
    pub fn on_report(&mut self, report: Report) {
        self.ticks += report.kept;
    }

    #[cfg(any())]
    #[on(start)]
    fn start(&mut self, #[ctx] missing: &mut Missing) {}

    #[cfg(any())]
    #[on(terminated)]
    fn terminated(&mut self, missing: Missing) {}
}

#[actor]
#[cfg(any())]
pub struct Gone(Missing);

#[handlers]
#[cfg(any())]
impl Gone {
    #[handler]
    pub fn go(&mut self) {}
}

fn main() {
    let _ = |meter: &MeterRef| {
        let _call = meter.tick();
        let _call = meter.either();
    };
}
