//! All forms of context, and all hooks.
#![deny(warnings)]
use akt::prelude::*;

type Surroundings = Ctx;

#[actor]
pub struct Watcher {
    ended: u64,
}

#[handlers]
impl Watcher {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        let _ = ctx;
        std::future::ready(()).await;
        self.ended = 0;
        Ok(())
    }

    #[on(stop)]
    fn stop(&mut self) {
        self.ended = 0;
    }

    #[on(terminated)]
    async fn ended(&mut self, terminated: Terminated, ctx: &mut Ctx<Self>) {
        let _ = (terminated, ctx);
        std::future::ready(()).await;
        self.ended += 1;
    }

    #[handler]
    pub fn untyped(&mut self, ctx: &Ctx, by: u64) {
        let _ = ctx;
        self.ended += by;
    }

    #[handler]
    pub async fn untyped_mut(&mut self, by: u64, ctx: &mut Ctx) {
        let _ = ctx;
        self.ended += by;
    }

    #[handler]
    pub fn typed(&mut self, ctx: &Ctx<Self>) {
        let _ = ctx;
    }

    #[handler]
    pub async fn typed_mut(&mut self, ctx: &mut Ctx<Watcher>) {
        let _ = ctx;
    }

    #[handler]
    pub fn renamed(&mut self, #[ctx] around: &mut Surroundings) {
        let _ = around;
    }
}

fn main() {
    let _ = |watcher: &WatcherRef| {
        let _call = watcher.untyped(1);
        let _call = watcher.untyped_mut(1);
        let _call = watcher.typed();
        let _call = watcher.typed_mut();
        let _call = watcher.renamed();
    };
}
