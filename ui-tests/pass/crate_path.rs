//! `crate = path` replaces every path to akt.

mod facade {
    pub use akt::__private;
    pub use akt::{GrainKey, actor, handlers, message};
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

#[facade::handlers(crate = crate::facade)]
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

fn main() {}
