//! Blocks its thread or waits without one, and not both.
use akt::prelude::*;

#[actor]
pub struct Archive;

#[handlers]
impl Archive {
    #[handler(blocking)]
    pub async fn compress(&mut self) {}
}

fn main() {}
