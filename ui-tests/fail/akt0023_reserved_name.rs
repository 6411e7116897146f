//! A reference is cloned with `clone`.
use akt::prelude::*;

#[actor]
pub struct Sheep;

#[handlers]
impl Sheep {
    #[handler]
    pub fn clone(&self) -> u8 {
        1
    }
}

fn keep(sheep: &SheepRef) -> SheepRef {
    sheep.clone()
}

fn main() {}
