//! `crate = path` replaces every path to akt.

mod facade {
    pub use akt::__private;
    pub use akt::{GrainKey, actor, grain, handlers, message, protocol};
}

#[facade::message(crate = crate::facade)]
pub enum Colour {
    Red,
    Mixed { red: u8, green: u8 },
}

#[facade::actor(remote, crate = crate::facade)]
pub struct Lamp {
    on: bool,
}

#[facade::protocol(name = "lamps.Switch", crate = crate::facade)]
pub trait Switch {
    fn toggle(&self) -> bool;
}

#[facade::handlers(Switch, crate = crate::facade)]
impl Lamp {
    #[handler]
    pub fn toggle(&mut self) -> bool {
        self.on = !self.on;
        self.on
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, facade::GrainKey)]
#[grain_key(crate = crate::facade)]
pub struct RoomId(u32);

#[facade::grain(key = RoomId, crate = crate::facade)]
#[derive(Default)]
pub struct Room;

#[facade::handlers(crate = crate::facade)]
impl Room {
    #[handler]
    pub fn number(&self) -> u32 {
        7
    }
}

fn main() {}
