//! The helper attributes come with the prelude, and leave `handler` and `on` to the user as names of anything else.
use akt::prelude::*;

mod on {
    pub fn handler(on: bool) -> bool {
        on
    }
}

#[actor]
struct Switch {
    on: bool,
}

#[handlers]
impl Switch {
    #[handler]
    pub fn on(&mut self) -> bool {
        let handler = on::handler;
        self.on = handler(true);
        self.on
    }

    #[handler]
    pub fn handler(&mut self, on: bool, handler: bool) {
        self.on = on && handler;
    }

    #[on(start)]
    fn start(&mut self) {
        self.on = false;
    }
}

fn main() {
    let on = |switch: &SwitchRef| switch.on().tell().is_ok();
    let handler = |switch: &SwitchRef| switch.handler(true, true).tell().is_ok();
    let _ = (on, handler);
}
